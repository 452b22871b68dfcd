package dev.leme.controllers.simulation;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Takes pods through their lives, one stage at a time: bound, running, ready, sometimes unready or failed, and gone. */
public final class Node {

    /** Pods with this image never become ready. */
    public static final String BROKEN = "i:broken";

    private final World world;

    public Node(World world) {
        this.world = world;
    }

    /** Moves one pod on, or has something happen to it. */
    public void disturb() {
        List<ApiObject> pods = world.all(Resources.PODS);
        if (pods.isEmpty()) {
            return;
        }
        ApiObject pod = pods.get(world.random.nextInt(pods.size()));
        boolean mischief = world.random.nextInt(100) < 15;
        if (mischief && isReady(pod) && !pod.isDeleting()) {
            setReady(pod, false);
        } else if (mischief && pod.status().string("phase").equals("Running")) {
            write(pod, pod.status().with("phase", world.random.nextBoolean() ? "Failed" : "Succeeded"));
        } else {
            advance(pod);
        }
    }

    /** Moves all pods on that can. */
    public void advanceAll() {
        world.all(Resources.PODS).forEach(this::advance);
    }

    private void advance(ApiObject pod) {
        if (pod.isDeleting()) {
            world.client.delete(Resources.PODS, World.NAMESPACE, pod.name(), DeleteOptions.DEFAULT.withGracePeriod(0));
        } else if (pod.spec().string("nodeName").isEmpty()) {
            JsonObject target = JsonObject.EMPTY.with("target", JsonObject.EMPTY.with("name", "n1"));
            world.client.createSubresource(
                    Resources.PODS, World.NAMESPACE, pod.name(), "binding", ApiObject.of(target));
        } else if (pod.status().string("phase").equals("Pending")) {
            JsonObject running = pod.status()
                    .with("phase", "Running")
                    .with("startTime", now())
                    .with("conditions", ready(false));
            write(pod, running);
        } else if (pod.status().string("phase").equals("Running") && !isReady(pod) && !isBroken(pod)) {
            setReady(pod, true);
        }
    }

    private static boolean isBroken(ApiObject pod) {
        return pod.spec()
                .array("containers")
                .objects()
                .getFirst()
                .string("image")
                .equals(BROKEN);
    }

    private void setReady(ApiObject pod, boolean ready) {
        write(pod, pod.status().with("conditions", ready(ready)));
    }

    private JsonArray ready(boolean ready) {
        return JsonArray.of(JsonObject.EMPTY
                .with("type", "Ready")
                .with("status", ready ? "True" : "False")
                .with("lastTransitionTime", now()));
    }

    private String now() {
        return world.clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void write(ApiObject pod, JsonObject status) {
        world.client.updateStatus(Resources.PODS, pod.withStatus(status));
    }

    /** Whether the pod runs and is ready. */
    public static boolean isReady(ApiObject pod) {
        return pod.status().string("phase").equals("Running")
                && pod.status().array("conditions").objects().stream()
                        .anyMatch(condition -> condition.string("type").equals("Ready")
                                && condition.string("status").equals("True"));
    }
}
