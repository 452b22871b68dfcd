/** Containers' log files: reading, following and rotating. */
@NullMarked
package dev.leme.node.logs;

import org.jspecify.annotations.NullMarked;
