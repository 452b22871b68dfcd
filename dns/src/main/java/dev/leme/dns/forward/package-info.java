/** Names of others: asked of the machine's resolvers, remembered for a while, and never asked in a circle. */
@NullMarked
package dev.leme.dns.forward;

import org.jspecify.annotations.NullMarked;
