package dev.leme.controllers.deployment;

import dev.leme.api.apps.v1.Deployment;
import dev.leme.api.apps.v1.ReplicaSet;
import java.util.List;
import java.util.Set;

/**
 * What is, as far as a Deployment is concerned.
 *
 * @param deployment the deployment
 * @param sets the ReplicaSets that belong to it
 * @param uidsWithPods the uids of the ReplicaSets that have pods which haven't ended, on their way out or not
 */
record DeploymentState(Deployment deployment, List<ReplicaSet> sets, Set<String> uidsWithPods) {}
