/** Which objects are meant: by their labels or by a few of their fields. */
@NullMarked
package dev.leme.api.selector;

import org.jspecify.annotations.NullMarked;
