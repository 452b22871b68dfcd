/** Where in an object something is wrong, and how that is said. */
@NullMarked
package dev.leme.api.field;

import org.jspecify.annotations.NullMarked;
