/** Tests of this package. */
@NullMarked
package dev.leme.node.probes;

import org.jspecify.annotations.NullMarked;
