/** A runtime without processes: pods become Running with no root and no container, as far as the API can tell. */
@NullMarked
package dev.leme.node.runtime.simulated;

import org.jspecify.annotations.NullMarked;
