/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.endpointslicemirroring;

import org.jspecify.annotations.NullMarked;
