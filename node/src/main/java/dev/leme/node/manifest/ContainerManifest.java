package dev.leme.node.manifest;

import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.quantity.Quantity;
import java.util.List;
import java.util.Optional;

/**
 * One container of a pod's spec.
 *
 * @param role the part it plays in the pod's life
 */
public record ContainerManifest(JsonObject json, Role role) {

    /** What a container is for. */
    public enum Role {
        /** Runs to its end before what follows. */
        INIT,
        /** Starts among the init containers and runs as long as the pod does. */
        SIDECAR,
        MAIN,
        /** Added for debugging; never started again. */
        EPHEMERAL
    }

    public String name() {
        return json.string("name");
    }

    public String image() {
        return json.string("image");
    }

    public String pullPolicy() {
        return json.string("imagePullPolicy");
    }

    public List<String> command() {
        return json.array("command").strings();
    }

    public List<String> args() {
        return json.array("args").strings();
    }

    public List<JsonObject> volumeMounts() {
        return json.array("volumeMounts").objects();
    }

    public JsonObject resources() {
        return json.object("resources");
    }

    /** What is set aside of a resource for it; zero when nothing is said. */
    public Quantity request(String resource) {
        return amount(resources().object("requests"), resource);
    }

    /** The most it may use of a resource; zero when there is no limit. */
    public Quantity limit(String resource) {
        return amount(resources().object("limits"), resource);
    }

    private static Quantity amount(JsonObject amounts, String resource) {
        return switch (amounts.get(resource)) {
            case JsonString(String text) -> Quantity.parseOrZero(text);
            case JsonNumber number -> Quantity.of(number.decimalValue());
            case null, default -> Quantity.ZERO;
        };
    }

    public JsonObject securityContext() {
        return json.object("securityContext");
    }

    /** How it is started again within a pod of this policy. */
    public RestartPolicy restartPolicy(RestartPolicy podPolicy) {
        return switch (role) {
            case SIDECAR -> RestartPolicy.ALWAYS;
            case INIT -> podPolicy == RestartPolicy.NEVER ? RestartPolicy.NEVER : RestartPolicy.ON_FAILURE;
            case EPHEMERAL -> RestartPolicy.NEVER;
            case MAIN -> podPolicy;
        };
    }

    public Optional<ProbeManifest> probe(ProbeKind kind) {
        return json.has(kind.field()) ? Optional.of(ProbeManifest.of(json.object(kind.field()))) : Optional.empty();
    }

    /** The hook that runs right after the start; empty when there is none. */
    public JsonObject postStart() {
        return json.object("lifecycle").object("postStart");
    }

    /** The hook that runs before the stop signal; empty when there is none. */
    public JsonObject preStop() {
        return json.object("lifecycle").object("preStop");
    }

    /** What an event's object reference points to within the pod. */
    public String fieldPath() {
        String list = switch (role) {
            case INIT, SIDECAR -> "initContainers";
            case MAIN -> "containers";
            case EPHEMERAL -> "ephemeralContainers";
        };
        return "spec." + list + "{" + name() + "}";
    }

    /** The port of this name or number; 0 when there is none of the name. */
    public int port(String nameOrNumber) {
        for (JsonObject port : json.array("ports").objects()) {
            if (port.string("name").equals(nameOrNumber)) {
                return (int) port.number("containerPort", 0);
            }
        }
        try {
            return Integer.parseInt(nameOrNumber);
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    /** Changes when the container must be made anew: by its name and image, the only fields that may change. */
    public String hash() {
        return Integer.toHexString((name() + "\0" + image()).hashCode());
    }
}
