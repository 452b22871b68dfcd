package dev.leme.apiserver.admission;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Plugin;
import dev.leme.apiserver.storage.ObjectReader;
import org.jspecify.annotations.Nullable;

/** Turns a pod's priority class into its number. */
public final class PodPriority implements Plugin {

    private final ObjectReader objects;

    /** Looks classes up in {@code objects}. */
    public PodPriority(ObjectReader objects) {
        this.objects = objects;
    }

    @Override
    public ApiObject mutate(Attempt attempt) {
        ApiObject pod = attempt.fresh();
        if (!attempt.creates(Resources.PODS)) {
            return pod;
        }
        String name = pod.spec().string("priorityClassName");
        ApiObject priority = name.isEmpty() ? globalDefault() : named(attempt, name);
        long value = priority == null ? 0 : priority.json().number("value", 0);
        String policy = priority == null ? "" : priority.json().string("preemptionPolicy");
        JsonObject spec = pod.spec();
        if (spec.has("priority") && spec.number("priority", 0) != value) {
            throw ApiException.forbidden(
                    Resources.PODS,
                    attempt.name(),
                    "the integer value of priority (" + spec.number("priority", 0)
                            + ") must not be provided in pod spec; priority admission controller computed " + value
                            + " from the given PriorityClass name");
        }
        spec = priority == null ? spec : spec.with("priorityClassName", priority.name());
        return pod.with(
                "spec",
                spec.with("priority", value)
                        .with("preemptionPolicy", policy.isEmpty() ? "PreemptLowerPriority" : policy));
    }

    private ApiObject named(Attempt attempt, String name) {
        ApiObject priority = objects.get(Resources.PRIORITY_CLASSES, "", name);
        if (priority == null) {
            throw ApiException.forbidden(
                    Resources.PODS, attempt.name(), "no PriorityClass with name " + name + " was found");
        }
        return priority;
    }

    private @Nullable ApiObject globalDefault() {
        for (ApiObject priority : objects.list(Resources.PRIORITY_CLASSES, "")) {
            if (priority.json().bool("globalDefault")) {
                return priority;
            }
        }
        return null;
    }
}
