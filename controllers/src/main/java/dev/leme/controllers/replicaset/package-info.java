/** Keeps as many pods of a ReplicaSet as it wants. */
@NullMarked
package dev.leme.controllers.replicaset;

import org.jspecify.annotations.NullMarked;
