/** Keeps a number of pods running: what ReplicaSets and ReplicationControllers have in common. */
@NullMarked
package dev.leme.controllers.replicas;

import org.jspecify.annotations.NullMarked;
