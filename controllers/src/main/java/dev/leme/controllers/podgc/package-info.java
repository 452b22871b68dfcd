/** Removes pods whose node is gone, or which were deleted before they had one. */
@NullMarked
package dev.leme.controllers.podgc;

import org.jspecify.annotations.NullMarked;
