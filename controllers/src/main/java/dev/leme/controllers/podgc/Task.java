package dev.leme.controllers.podgc;

import dev.leme.client.informer.ObjectKey;

/** What is worth a look. */
sealed interface Task {

    /** The pods that are bound to a node. */
    record OfNode(String node) implements Task {}

    /** A pod that was deleted before it had a node. */
    record Unscheduled(ObjectKey pod) implements Task {}

    /** The pods that have ended. */
    record Ended() implements Task {}
}
