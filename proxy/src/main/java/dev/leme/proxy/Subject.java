package dev.leme.proxy;

import dev.leme.client.informer.ObjectKey;

/** What rules are planned for, or depend on. */
sealed interface Subject {

    /** A Service with its slices. */
    record OfService(ObjectKey key) implements Subject {}

    /** A pod with its host ports. */
    record OfPod(ObjectKey key) implements Subject {}

    /** The nodes: this one's zone, and which of them answer for load balancers. */
    record OfNodes() implements Subject {}
}
