/** Values that are unreadable on the disk: sealed on their way into a store, opened on their way out. */
@NullMarked
package dev.leme.store.encryption;

import org.jspecify.annotations.NullMarked;
