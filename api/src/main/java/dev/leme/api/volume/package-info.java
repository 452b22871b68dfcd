/** Which volume suits which claim, and which node reaches it: pure functions that the claims' binder and the scheduler share. */
@NullMarked
package dev.leme.api.volume;

import org.jspecify.annotations.NullMarked;
