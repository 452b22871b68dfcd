/** Keeps slices that say what hand-written Endpoints say, for those who read slices alone. */
@NullMarked
package dev.leme.controllers.endpointslicemirroring;

import org.jspecify.annotations.NullMarked;
