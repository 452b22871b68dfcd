/** Services and EndpointSlices become rules in the node's kernel. */
@NullMarked
package dev.leme.proxy;

import org.jspecify.annotations.NullMarked;
