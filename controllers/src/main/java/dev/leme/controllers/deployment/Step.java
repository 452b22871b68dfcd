package dev.leme.controllers.deployment;

import dev.leme.api.apps.v1.Deployment;
import dev.leme.api.apps.v1.ReplicaSet;

/** One deed of a plan. */
sealed interface Step {

    /** Creates the ReplicaSet of the deployment's template, with its first pods wanted. */
    record Create(ReplicaSet set) implements Step {}

    /** Sets how many pods a ReplicaSet wants. */
    record Scale(ReplicaSet set, int replicas) implements Step {}

    /** Brings a ReplicaSet's annotations in line with its deployment. */
    record Update(ReplicaSet set) implements Step {}

    /** Deletes a ReplicaSet that is beyond the history's limit. */
    record Delete(ReplicaSet set) implements Step {}

    /** Notes the revision on the deployment itself. */
    record Annotate(Deployment deployment) implements Step {}
}
