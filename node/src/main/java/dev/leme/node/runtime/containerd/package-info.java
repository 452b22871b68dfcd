/**
 * Our own containerd: its configuration as values, its process as something that is started, adopted, watched over and
 * removed without a trace.
 */
@NullMarked
package dev.leme.node.runtime.containerd;

import org.jspecify.annotations.NullMarked;
