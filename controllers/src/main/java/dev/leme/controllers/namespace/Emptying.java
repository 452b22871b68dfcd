package dev.leme.controllers.namespace;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far a namespace has been emptied, and the conditions that say so in upstream's words.
 *
 * @param remaining how many objects are left, by qualified resource name
 * @param finalizers how many of them each finalizer holds
 * @param failures what could not be deleted, and why
 */
record Emptying(Map<String, Integer> remaining, Map<String, Integer> finalizers, List<String> failures) {

    Emptying {
        remaining = new TreeMap<>(remaining);
        finalizers = new TreeMap<>(finalizers);
        failures = List.copyOf(failures);
    }

    boolean isDone() {
        return remaining.isEmpty() && failures.isEmpty();
    }

    /** The status with its conditions brought up to date; a condition that says the same keeps its time. */
    JsonObject status(JsonObject status, Instant now) {
        List<JsonValue> conditions = new ArrayList<>();
        for (JsonObject wanted : conditions()) {
            conditions.add(status.array("conditions").objects().stream()
                    .filter(known -> known.without("lastTransitionTime").equals(wanted))
                    .findFirst()
                    .orElseGet(() -> wanted.with(
                            "lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString())));
        }
        return status.with("conditions", new JsonArray(conditions));
    }

    private List<JsonObject> conditions() {
        return List.of(
                condition(
                        "NamespaceDeletionDiscoveryFailure",
                        false,
                        "ResourcesDiscovered",
                        "All resources successfully discovered"),
                condition(
                        "NamespaceDeletionGroupVersionParsingFailure",
                        false,
                        "ParsedGroupVersions",
                        "All legacy kube types successfully parsed"),
                failures.isEmpty()
                        ? condition(
                                "NamespaceDeletionContentFailure",
                                false,
                                "ContentDeleted",
                                "All content successfully deleted, may be waiting on finalization")
                        : condition(
                                "NamespaceDeletionContentFailure",
                                true,
                                "ContentDeletionFailed",
                                "Failed to delete all resource types, " + failures.size() + " remaining: "
                                        + String.join(", ", failures)),
                remaining.isEmpty()
                        ? condition(
                                "NamespaceContentRemaining",
                                false,
                                "ContentRemoved",
                                "All content successfully removed")
                        : condition("NamespaceContentRemaining", true, "SomeResourcesRemain", remainingText()),
                finalizers.isEmpty()
                        ? condition(
                                "NamespaceFinalizersRemaining",
                                false,
                                "ContentHasNoFinalizers",
                                "All content-preserving finalizers finished")
                        : condition("NamespaceFinalizersRemaining", true, "SomeFinalizersRemain", finalizersText()));
    }

    private String remainingText() {
        return "Some resources are remaining: "
                + remaining.entrySet().stream()
                        .map(entry -> entry.getKey() + " has " + entry.getValue() + " resource instances")
                        .collect(Collectors.joining(", "));
    }

    private String finalizersText() {
        return "Some content in the namespace has finalizers remaining: "
                + finalizers.entrySet().stream()
                        .map(entry -> entry.getKey() + " in " + entry.getValue() + " resource instances")
                        .collect(Collectors.joining(", "));
    }

    private static JsonObject condition(String type, boolean status, String reason, String message) {
        return JsonObject.builder()
                .put("type", type)
                .put("status", status ? "True" : "False")
                .put("reason", reason)
                .put("message", message)
                .build();
    }
}
