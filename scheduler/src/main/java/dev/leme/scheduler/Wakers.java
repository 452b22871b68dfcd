package dev.leme.scheduler;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.scheduler.queue.Happening;
import dev.leme.scheduler.queue.SchedulingQueue;
import dev.leme.scheduler.snapshot.ClusterImage;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.List;

/** What each change means for the image of the cluster and for the pods that wait. The image comes first. */
final class Wakers {

    private final SchedulingQueue queue;
    private final ClusterImage image;
    private final String schedulerName;

    Wakers(SchedulingQueue queue, ClusterImage image, String schedulerName) {
        this.queue = queue;
        this.image = image;
        this.schedulerName = schedulerName;
    }

    ResourceHandler pods() {
        return new ResourceHandler() {
            @Override
            public void added(ApiObject object) {
                take(object);
                nominate(object);
            }

            @Override
            public void updated(ApiObject before, ApiObject after) {
                if (!before.uid().equals(after.uid())) {
                    deleted(before);
                    added(after);
                    return;
                }
                if (isWorthATry(before, after)) {
                    take(after);
                }
                if (!nominated(before).equals(nominated(after))) {
                    nominate(after);
                }
            }

            @Override
            public void deleted(ApiObject object) {
                queue.remove(ObjectKey.of(object));
                leave(object);
            }
        };
    }

    private void take(ApiObject object) {
        Pod pod = Pod.of(object);
        String node = pod.spec().nodeName();
        if (hasEnded(object)) {
            queue.remove(ObjectKey.of(object));
            leave(object);
        } else if (!node.isEmpty()) {
            queue.remove(ObjectKey.of(object));
            place(pod, node);
        } else if (isOurs(pod)) {
            queue.add(ObjectKey.of(object), PodDemand.of(pod));
        } else {
            queue.remove(ObjectKey.of(object));
        }
    }

    /** A pod that was there already may take less than before, or be another kind of neighbour. */
    private void place(Pod pod, String node) {
        PodDemand before = image.place(pod, node);
        PodDemand after = PodDemand.of(pod);
        if (before != null && !isSameNeighbour(before, after)) {
            queue.happened(new Happening.PodLeft(before, node));
        }
        queue.happened(new Happening.PodPlaced(after, node));
    }

    private static boolean isSameNeighbour(PodDemand before, PodDemand after) {
        return before.requests().equals(after.requests())
                && before.labels().equals(after.labels())
                && before.isLeaving() == after.isLeaving();
    }

    static boolean hasEnded(ApiObject pod) {
        String phase = pod.status().string("phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private boolean isOurs(Pod pod) {
        String name = pod.spec().schedulerName();
        return (name.isEmpty() || name.equals(schedulerName))
                && !pod.metadata().hasDeletionTimestamp()
                && pod.spec().schedulingGates().isEmpty();
    }

    /** A pod that has its place matters only when it ends or is resized; one that has none when more than its status changed. */
    private static boolean isWorthATry(ApiObject before, ApiObject after) {
        boolean same = before.spec().equals(after.spec())
                && before.labels().equals(after.labels())
                && before.isDeleting() == after.isDeleting();
        return !same || hasEnded(before) != hasEnded(after) || !sizes(before).equals(sizes(after));
    }

    /** What its containers really have, and whether they wait to have more; empty for one that never was resized. */
    private static Object sizes(ApiObject pod) {
        if (pod.spec().string("nodeName").isEmpty()) {
            return List.of();
        }
        return pod.status().array("containerStatuses").objects().stream()
                .map(status -> List.of(status.object("allocatedResources"), status.object("resources")))
                .toList();
    }

    private static String nominated(ApiObject pod) {
        return pod.status().string("nominatedNodeName");
    }

    private void nominate(ApiObject object) {
        String node = nominated(object);
        boolean waits = object.spec().string("nodeName").isEmpty() && !object.isDeleting() && !hasEnded(object);
        if (node.isEmpty() || !waits) {
            image.denominate(object.uid());
        } else if (!image.isPlaced(object.uid())) {
            image.nominate(PodDemand.of(Pod.of(object)), node);
        }
    }

    /** Its place is where the image has it: the watch may not have told yet of a binding. */
    private void leave(ApiObject object) {
        String node = image.remove(object.uid());
        if (node != null) {
            queue.happened(new Happening.PodLeft(PodDemand.of(Pod.of(object)), node));
        }
    }

    ResourceHandler nodes() {
        return new ResourceHandler() {
            @Override
            public void added(ApiObject object) {
                image.put(Node.of(object));
                queue.happened(new Happening.NodeChanged(object.name()));
            }

            @Override
            public void updated(ApiObject before, ApiObject after) {
                if (!forScheduling(before).equals(forScheduling(after))) {
                    added(after);
                }
            }

            @Override
            public void deleted(ApiObject object) {
                image.removeNode(object.name());
                queue.happened(new Happening.NodeGone(object.name()));
            }
        };
    }

    /** Heartbeats change nothing that a pod could wait for. */
    private static Object forScheduling(ApiObject node) {
        return List.of(
                node.labels(),
                node.spec(),
                node.status().object("allocatable"),
                node.status().array("images"));
    }

    ResourceHandler volumes() {
        return ResourceHandler.each(object -> queue.happened(new Happening.VolumesChanged()));
    }

    /** A CSINode has its node's name. */
    ResourceHandler limits() {
        return ResourceHandler.each(object -> queue.happened(new Happening.NodeChanged(object.name())));
    }

    /** A volume that is attached no more leaves room for another. */
    ResourceHandler attachments() {
        return new ResourceHandler() {
            @Override
            public void added(ApiObject attachment) {}

            @Override
            public void updated(ApiObject before, ApiObject after) {}

            @Override
            public void deleted(ApiObject attachment) {
                queue.happened(new Happening.NodeChanged(attachment.spec().string("nodeName")));
            }
        };
    }

    ResourceHandler namespaces() {
        return new ResourceHandler() {
            @Override
            public void added(ApiObject namespace) {
                queue.happened(new Happening.NamespaceChanged(namespace.name()));
            }

            @Override
            public void updated(ApiObject before, ApiObject after) {
                if (!before.labels().equals(after.labels())) {
                    added(after);
                }
            }

            @Override
            public void deleted(ApiObject namespace) {}
        };
    }
}
