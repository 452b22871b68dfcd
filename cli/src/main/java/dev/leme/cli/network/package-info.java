/** The node's network namespace, its veth pair to the host, and its way out. */
@NullMarked
package dev.leme.cli.network;

import org.jspecify.annotations.NullMarked;
