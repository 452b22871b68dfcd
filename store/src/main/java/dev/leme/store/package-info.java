/**
 * Bytes by key with revisions: the {@link dev.leme.store.Store} and the values that cross it, in etcd's vocabulary.
 */
@NullMarked
package dev.leme.store;

import org.jspecify.annotations.NullMarked;
