package dev.leme.apiserver.admission;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Plugin;
import dev.leme.apiserver.storage.ObjectReader;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gives a pod the overhead, and the place, that its runtime class asks for; refuses a class that doesn't exist. */
public final class RuntimeClasses implements Plugin {

    private static final String MISMATCH = "Pod's Overhead doesn't match RuntimeClass's defined Overhead";

    private final ObjectReader objects;

    /** Looks classes up in {@code objects}. */
    public RuntimeClasses(ObjectReader objects) {
        this.objects = objects;
    }

    @Override
    public ApiObject mutate(Attempt attempt) {
        ApiObject pod = attempt.fresh();
        String name = pod.spec().string("runtimeClassName");
        if (!attempt.creates(Resources.PODS)) {
            return pod;
        }
        if (name.isEmpty()) {
            if (pod.spec().has("overhead")) {
                throw rejected(attempt, "Pod Overhead set without corresponding RuntimeClass defined Overhead");
            }
            return pod;
        }
        ApiObject runtimeClass = objects.get(Resources.RUNTIME_CLASSES, "", name);
        if (runtimeClass == null) {
            throw rejected(attempt, "RuntimeClass \"" + name + "\" not found");
        }
        JsonObject scheduling = runtimeClass.json().object("scheduling");
        JsonObject spec = withOverhead(
                attempt, pod.spec(), runtimeClass.json().object("overhead").object("podFixed"));
        spec = withSelector(attempt, spec, scheduling.object("nodeSelector"));
        return pod.with("spec", withTolerations(spec, scheduling.array("tolerations")));
    }

    private static JsonObject withOverhead(Attempt attempt, JsonObject spec, JsonObject overhead) {
        boolean differs = spec.has("overhead") && !spec.object("overhead").equals(overhead);
        if (differs) {
            throw rejected(attempt, MISMATCH);
        }
        return overhead.isEmpty() ? spec : spec.with("overhead", overhead);
    }

    private static JsonObject withSelector(Attempt attempt, JsonObject spec, JsonObject wanted) {
        if (wanted.isEmpty()) {
            return spec;
        }
        Map<String, String> selector =
                new LinkedHashMap<>(spec.object("nodeSelector").strings());
        wanted.strings().forEach((label, value) -> {
            String other = selector.putIfAbsent(label, value);
            if (other != null && !other.equals(value)) {
                throw refused(
                        attempt,
                        "conflict: runtimeClass.scheduling.nodeSelector[" + label + "] = " + value
                                + "; pod.spec.nodeSelector[" + label + "] = " + other);
            }
        });
        return spec.with("nodeSelector", JsonObject.ofStrings(selector));
    }

    private static JsonObject withTolerations(JsonObject spec, JsonArray more) {
        JsonArray tolerations = spec.array("tolerations");
        for (JsonValue toleration : more.values()) {
            tolerations = tolerations.values().contains(toleration) ? tolerations : tolerations.plus(toleration);
        }
        return more.isEmpty() ? spec : spec.with("tolerations", tolerations);
    }

    private static ApiException rejected(Attempt attempt, String why) {
        return refused(attempt, "pod rejected: " + why);
    }

    private static ApiException refused(Attempt attempt, String why) {
        return ApiException.forbidden(Resources.PODS, attempt.name(), why);
    }
}
