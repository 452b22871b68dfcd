/** The kernel's memory of flows, and which of them it had better forget. */
@NullMarked
package dev.leme.proxy.conntrack;

import org.jspecify.annotations.NullMarked;
