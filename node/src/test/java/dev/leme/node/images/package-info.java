/** Tests of this package. */
@NullMarked
package dev.leme.node.images;

import org.jspecify.annotations.NullMarked;
