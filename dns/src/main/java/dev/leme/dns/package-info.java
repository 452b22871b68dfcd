/** The cluster's names, answered from memory. */
@NullMarked
package dev.leme.dns;

import org.jspecify.annotations.NullMarked;
