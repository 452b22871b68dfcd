package dev.leme.controllers.backend;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodCondition;
import dev.leme.api.core.v1.Service;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.controllers.workload.Pods;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** When what changes a Service's endpoints began: the earliest change that what is written doesn't tell of yet. */
public final class TriggerTime {

    /** The annotation with the time. */
    public static final String ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time";

    private TriggerTime() {}

    /** The object with the time; without any where {@code trigger} is empty. */
    public static ApiObject stamped(ApiObject object, String trigger) {
        return object.withMetadata(metadata -> {
            JsonObject others = metadata.object("annotations").without(ANNOTATION);
            JsonObject all = trigger.isEmpty() ? others : others.with(ANNOTATION, trigger);
            return all.isEmpty() ? metadata.without("annotations") : metadata.with("annotations", all);
        });
    }

    /** The time as RFC 3339 has it, given what is written now; empty where no change with a time is new. */
    public static String of(Service service, Collection<Pod> pods, Collection<ApiObject> written) {
        Instant known = written.stream()
                .map(TriggerTime::told)
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
        List<Instant> changes = new ArrayList<>();
        parse(service.metadata().json().string("creationTimestamp")).ifPresent(changes::add);
        for (Pod pod : pods) {
            PodCondition ready = Pods.condition(pod, "Ready");
            if (ready != null) {
                parse(ready.json().string("lastTransitionTime")).ifPresent(changes::add);
            }
        }
        return changes.stream()
                .filter(known::isBefore)
                .min(Instant::compareTo)
                .map(Instant::toString)
                .orElse("");
    }

    private static Optional<Instant> told(ApiObject object) {
        String annotated = object.annotations().getOrDefault(ANNOTATION, "");
        return parse(annotated.isEmpty() ? object.metadata().string("creationTimestamp") : annotated);
    }

    private static Optional<Instant> parse(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException foreign) {
            return Optional.empty();
        }
    }
}
