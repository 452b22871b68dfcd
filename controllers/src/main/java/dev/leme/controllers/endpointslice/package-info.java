/** Keeps the slices that list what is behind a Service. */
@NullMarked
package dev.leme.controllers.endpointslice;

import org.jspecify.annotations.NullMarked;
