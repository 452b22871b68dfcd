/** Changes to an object as clients send them: JSON patch, merge patch and strategic merge patch. */
@NullMarked
package dev.leme.api.patch;

import org.jspecify.annotations.NullMarked;
