/** Keeps a ReplicationController's number of pods, as a ReplicaSet's. */
@NullMarked
package dev.leme.controllers.replicationcontroller;

import org.jspecify.annotations.NullMarked;
