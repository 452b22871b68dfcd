/** Tests of this package. */
@NullMarked
package dev.leme.node.pods;

import org.jspecify.annotations.NullMarked;
