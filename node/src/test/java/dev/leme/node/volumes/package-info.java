/** Tests of this package. */
@NullMarked
package dev.leme.node.volumes;

import org.jspecify.annotations.NullMarked;
