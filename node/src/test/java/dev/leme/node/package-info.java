/** The agent as a whole, against an API and a runtime in memory. */
@NullMarked
package dev.leme.node;

import org.jspecify.annotations.NullMarked;
