/** Load balancers' addresses on the node's own network. */
@NullMarked
package dev.leme.proxy.balancer;

import org.jspecify.annotations.NullMarked;
