package dev.leme.controllers.deployment;

import dev.leme.controllers.simulation.Lives;
import org.junit.jupiter.api.Test;

/** A deployment and its ReplicaSets through many random lives; see {@link Lives} for its properties. */
class DeploymentSimulationTest {

    @Test
    void deployment_whateverHappens_keepsItsBudgetAndEndsAsWanted() {
        Lives.live(500, DeploymentLife::new);
    }
}
