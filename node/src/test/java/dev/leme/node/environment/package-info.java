/** Tests of this package. */
@NullMarked
package dev.leme.node.environment;

import org.jspecify.annotations.NullMarked;
