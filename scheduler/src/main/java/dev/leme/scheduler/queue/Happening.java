package dev.leme.scheduler.queue;

import dev.leme.scheduler.snapshot.PodDemand;

/** Something that may help a pod that was turned down. */
public sealed interface Happening {

    /** A node came, or is another than before. */
    record NodeChanged(String node) implements Happening {}

    /** A node is gone. */
    record NodeGone(String node) implements Happening {}

    /** A pod has its place, or is another than before in its place. */
    record PodPlaced(PodDemand pod, String node) implements Happening {}

    /** A pod has left its place, or takes less of it. */
    record PodLeft(PodDemand pod, String node) implements Happening {}

    /** A claim, a volume or a storage class changed. */
    record VolumesChanged() implements Happening {}

    /** A namespace has other labels. */
    record NamespaceChanged(String namespace) implements Happening {}

    /** Upstream's safety net: who has waited very long tries again, whatever happened. */
    record LongTimeSince() implements Happening {}
}
