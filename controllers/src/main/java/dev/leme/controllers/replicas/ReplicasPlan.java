package dev.leme.controllers.replicas;

import dev.leme.api.core.v1.Pod;
import java.time.Duration;
import java.util.List;

/**
 * What to do for an object that keeps pods; at most one of both kinds of deeds.
 *
 * @param create how many pods to create
 * @param delete the pods to delete, those that are missed least first
 * @param again when time alone will change the plan; zero for never
 */
record ReplicasPlan(int create, List<Pod> delete, Duration again) {}
