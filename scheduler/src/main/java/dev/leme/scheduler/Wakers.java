package dev.leme.scheduler;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.scheduler.filter.Obstacle;
import dev.leme.scheduler.queue.SchedulingQueue;
import dev.leme.scheduler.snapshot.ClusterImage;
import java.util.EnumSet;
import java.util.List;

/** What each change means for the image of the cluster and for the pods that wait. */
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
            }

            @Override
            public void updated(ApiObject before, ApiObject after) {
                if (!before.uid().equals(after.uid())) {
                    deleted(before);
                }
                if (isWorthATry(before, after)) {
                    take(after);
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
        boolean ended =
                pod.status().phase().equals("Succeeded") || pod.status().phase().equals("Failed");
        if (ended) {
            queue.remove(ObjectKey.of(object));
            leave(object);
        } else if (!node.isEmpty()) {
            queue.remove(ObjectKey.of(object));
            image.place(pod, node);
            queue.happened(Obstacle.PODS);
        } else if (isOurs(pod)) {
            queue.add(ObjectKey.of(object), pod.spec().priority());
        }
    }

    private boolean isOurs(Pod pod) {
        String name = pod.spec().schedulerName();
        return (name.isEmpty() || name.equals(schedulerName))
                && !pod.metadata().hasDeletionTimestamp()
                && pod.spec().schedulingGates().isEmpty();
    }

    /** A pod that has its place matters only when it ends; one that has none when more than its status changed. */
    private static boolean isWorthATry(ApiObject before, ApiObject after) {
        boolean same = before.spec().equals(after.spec())
                && before.labels().equals(after.labels())
                && before.isDeleting() == after.isDeleting()
                && before.uid().equals(after.uid());
        boolean phase = before.status().string("phase").equals(after.status().string("phase"));
        return !same || !phase;
    }

    private void leave(ApiObject pod) {
        if (image.isPlaced(pod.uid())) {
            image.remove(pod.uid());
            queue.happened(Obstacle.ROOM);
            queue.happened(Obstacle.PODS);
        }
    }

    ResourceHandler nodes() {
        return new ResourceHandler() {
            @Override
            public void added(ApiObject object) {
                image.put(Node.of(object));
                EnumSet.allOf(Obstacle.class).forEach(queue::happened);
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
        return ResourceHandler.each(object -> queue.happened(Obstacle.VOLUMES));
    }
}
