/** The health checks by which load balancers find the nodes that have endpoints. */
@NullMarked
package dev.leme.proxy.health;

import org.jspecify.annotations.NullMarked;
