package dev.leme.controllers.statefulset;

import dev.leme.controllers.simulation.Lives;
import org.junit.jupiter.api.Test;

/** A set through a thousand random lives; see {@link Lives} for its properties. */
class StatefulSetSimulationTest {

    @Test
    void set_whateverHappens_keepsItsOrderAndEndsAsWanted() {
        Lives.live(1000, SetLife::new);
    }
}
