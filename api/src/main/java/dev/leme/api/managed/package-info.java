/** Who owns which field of an object, and what applying a configuration makes of it: server-side apply, as pure functions. */
@NullMarked
package dev.leme.api.managed;

import org.jspecify.annotations.NullMarked;
