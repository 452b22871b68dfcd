/** The way of this process's own parts to the API server: the same road as everybody's, without a socket. */
@NullMarked
package dev.leme.cluster.transport;

import org.jspecify.annotations.NullMarked;
