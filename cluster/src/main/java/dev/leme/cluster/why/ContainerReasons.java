package dev.leme.cluster.why;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why containers of a placed pod don't run or aren't ready. */
final class ContainerReasons {

    private static final int KILLED = 137;

    private final Facts facts;
    private final ApiObject pod;
    private final List<ApiObject> events;

    ContainerReasons(Facts facts, ApiObject pod) {
        this.facts = facts;
        this.pod = pod;
        this.events = Story.events(facts, pod);
    }

    /** What is wrong with each container that isn't as it should be; none for a pod that is well. */
    List<Finding> troubles() {
        List<Finding> found = new ArrayList<>();
        for (JsonObject status : pod.status().array("initContainerStatuses").objects()) {
            if (!isDone(status) && !(isSidecar(status.string("name")) && status.bool("started"))) {
                container("init container", status).ifPresent(found::add);
            }
        }
        for (JsonObject status : pod.status().array("containerStatuses").objects()) {
            if (!status.bool("ready") && found.isEmpty() || isCrashing(status)) {
                container("container", status).ifPresent(found::add);
            }
        }
        return found;
    }

    private static boolean isDone(JsonObject status) {
        JsonObject terminated = status.object("state").object("terminated");
        return !terminated.isEmpty() && terminated.number("exitCode", 1) == 0;
    }

    private static boolean isCrashing(JsonObject status) {
        return status.object("state").object("waiting").string("reason").equals("CrashLoopBackOff");
    }

    private boolean isSidecar(String name) {
        return spec(name).string("restartPolicy").equals("Always");
    }

    private JsonObject spec(String name) {
        for (String kind : List.of("containers", "initContainers")) {
            for (JsonObject container : pod.spec().array(kind).objects()) {
                if (container.string("name").equals(name)) {
                    return container;
                }
            }
        }
        return JsonObject.EMPTY;
    }

    private Optional<Finding> container(String what, JsonObject status) {
        String name = what + " " + status.string("name");
        JsonObject state = status.object("state");
        if (state.has("terminated")) {
            return terminated(name, status, state.object("terminated"));
        }
        if (state.has("running")) {
            return Optional.of(running(name, status));
        }
        return Optional.of(waiting(name, status, state.object("waiting")));
    }

    private Finding waiting(String name, JsonObject status, JsonObject waiting) {
        String message = waiting.string("message");
        return switch (waiting.string("reason")) {
            case "ImagePullBackOff", "ErrImagePull", "ErrImageNeverPull", "InvalidImageName" ->
                image(name, status, waiting);
            case "CrashLoopBackOff" -> crashing(name, status);
            case "CreateContainerConfigError" ->
                Finding.broken(name + " can't be made from its settings: " + message)
                        .next("create what is named there, or mark it 'optional: true' in the pod's template");
            case "CreateContainerError", "RunContainerError" ->
                Finding.broken(name + " can't be started: " + message)
                        .next("look at its command, args, volumeMounts and securityContext");
            case "ContainerCreating", "" -> Finding.waits(name + " is being made");
            case "PodInitializing" -> Finding.waits(name + " waits for the init containers to end");
            default -> Finding.waits(name + " waits: " + waiting.string("reason") + told(message));
        };
    }

    private static String told(String message) {
        return message.isEmpty() ? "" : ": " + message;
    }

    private Finding image(String name, JsonObject status, JsonObject waiting) {
        String image =
                status.string("image").isEmpty() ? spec(status.string("name")).string("image") : status.string("image");
        String why = Story.latest(events, "{" + status.string("name") + "}", "Failed")
                .or(() -> Story.latest(events, "", "Failed"))
                .orElse(waiting.string("message"));
        return Finding.broken(name + " has no image: '" + image + "' can't be pulled")
                .because(Finding.note(why.isEmpty() ? waiting.string("reason") : why))
                .next("check the image's name and tag; without a way out, bring the image in: leme image import FILE."
                        + " A private registry needs imagePullSecrets");
    }

    private Finding crashing(String name, JsonObject status) {
        JsonObject last = status.object("lastState").object("terminated");
        return Finding.broken(name + " ends each time it is started: " + ended(last) + ", started again "
                        + times(status.number("restartCount", 0)))
                .because(lastLine(status, true))
                .next(advice(last, status.string("name")));
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    private static String ended(JsonObject terminated) {
        String reason = terminated.string("reason");
        String text = "exit code " + terminated.number("exitCode", -1);
        if (reason.equals("OOMKilled")) {
            return text + ", killed because it used more memory than its limit";
        }
        return text
                + (reason.isEmpty() || reason.equals("Error") ? "" : " (" + reason + ")")
                + told(terminated.string("message"));
    }

    private String advice(JsonObject terminated, String container) {
        long code = terminated.number("exitCode", -1);
        if (terminated.string("reason").equals("OOMKilled")) {
            return "raise resources.limits.memory of the container, or make the program need less";
        } else if (code == 0) {
            return "the program ends by itself: a container of this pod must go on running, so give it a command that stays";
        } else if (code == KILLED) {
            return "something killed it (SIGKILL): its liveness probe, or the kernel for want of memory";
        }
        return "read all that it wrote: kubectl logs " + pod.name() + " -n " + pod.namespace() + " -c " + container
                + " --previous";
    }

    private List<Finding> lastLine(JsonObject status, boolean previous) {
        String line = facts.lastLine(pod, status.string("name"), previous);
        return line.isEmpty() ? List.of() : List.of(Finding.note("its last line: " + line));
    }

    private Optional<Finding> terminated(String name, JsonObject status, JsonObject terminated) {
        if (terminated.number("exitCode", 1) == 0
                && !pod.spec().string("restartPolicy").equals("Always")) {
            return Optional.empty();
        }
        return Optional.of(Finding.broken(name + " has ended: " + ended(terminated))
                .because(lastLine(status, false))
                .next(advice(terminated, status.string("name"))));
    }

    private Finding running(String name, JsonObject status) {
        JsonObject spec = spec(status.string("name"));
        boolean starting = spec.has("startupProbe") && !status.bool("started");
        String probe = starting ? "startup" : "readiness";
        String said = Story.latest(events, "{" + status.string("name") + "}", "Unhealthy")
                .or(() -> Story.latest(events, "", "Unhealthy"))
                .orElse("");
        if (!spec.has(probe + "Probe")) {
            return Finding.waits(name + " runs and becomes ready in a moment");
        }
        Finding found = Finding.waits(name + " runs, but its " + probe + " probe ("
                + probe(spec.object(probe + "Probe")) + ") has not succeeded");
        return (said.isEmpty() ? found : found.because(Finding.note(said)))
                .next("try in the container what the probe tries: kubectl exec " + pod.name() + " -n " + pod.namespace()
                        + " -c " + status.string("name") + " -- …");
    }

    private static String probe(JsonObject probe) {
        JsonObject http = probe.object("httpGet");
        if (!http.isEmpty()) {
            return "GET " + http.string("path") + " on port " + Story.text(http, "port");
        } else if (probe.has("tcpSocket")) {
            return "a connection to port " + Story.text(probe.object("tcpSocket"), "port");
        } else if (probe.has("exec")) {
            return String.join(" ", probe.object("exec").array("command").strings());
        }
        return "gRPC on port " + Story.text(probe.object("grpc"), "port");
    }
}
