/** Gives every Service of type LoadBalancer addresses of its own out of the cluster's pool. */
@NullMarked
package dev.leme.controllers.serviceloadbalancer;

import org.jspecify.annotations.NullMarked;
