/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.endpointslice;

import org.jspecify.annotations.NullMarked;
