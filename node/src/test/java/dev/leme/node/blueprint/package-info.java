/** Tests of this package. */
@NullMarked
package dev.leme.node.blueprint;

import org.jspecify.annotations.NullMarked;
