/** What is, at one moment, of one pod on this node: values that planning and status work from. */
@NullMarked
package dev.leme.node.observed;

import org.jspecify.annotations.NullMarked;
