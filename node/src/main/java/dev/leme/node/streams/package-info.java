/** Logs, exec, attach and port-forward, as the API server asks the node for them. */
@NullMarked
package dev.leme.node.streams;

import org.jspecify.annotations.NullMarked;
