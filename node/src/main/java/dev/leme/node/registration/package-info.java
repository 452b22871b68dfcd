/** The Node object and its lease. */
@NullMarked
package dev.leme.node.registration;

import org.jspecify.annotations.NullMarked;
