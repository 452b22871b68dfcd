package dev.leme.controllers.deployment;

import dev.leme.api.apps.v1.Deployment;
import dev.leme.api.apps.v1.DeploymentSpec;
import dev.leme.api.apps.v1.RollingUpdateDeployment;
import dev.leme.api.json.IntOrString;

/**
 * How far a deployment may be from its size while it rolls.
 *
 * @param replicas the pods wanted
 * @param surge how many more there may be
 * @param unavailable how many fewer may be available
 */
record Budget(int replicas, int surge, int unavailable) {

    static Budget of(Deployment deployment) {
        DeploymentSpec spec = deployment.spec();
        int replicas = spec.hasReplicas() ? spec.replicas() : 1;
        if (isRecreate(deployment)) {
            return new Budget(replicas, 0, 0);
        }
        RollingUpdateDeployment rolling = spec.strategy().rollingUpdate();
        int surge = scaled(rolling.hasMaxSurge(), rolling.maxSurge(), replicas, true);
        int unavailable = scaled(rolling.hasMaxUnavailable(), rolling.maxUnavailable(), replicas, false);
        return new Budget(replicas, surge, surge == 0 && unavailable == 0 ? 1 : Math.min(unavailable, replicas));
    }

    static boolean isRecreate(Deployment deployment) {
        return deployment.spec().strategy().type().equals("Recreate");
    }

    private static int scaled(boolean given, IntOrString value, int replicas, boolean roundUp) {
        return (given ? value : IntOrString.of("25%")).scaled(replicas, roundUp);
    }

    /** The most pods at any time; none when none are wanted. */
    int most() {
        return replicas == 0 ? 0 : replicas + surge;
    }

    /** The fewest available pods at any time. */
    int fewestAvailable() {
        return replicas - unavailable;
    }
}
