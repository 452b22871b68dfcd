/** The node agent: makes this node match its pods. */
@NullMarked
package dev.leme.node;

import org.jspecify.annotations.NullMarked;
