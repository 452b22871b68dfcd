package dev.leme.controllers.namespace;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The conditions by which a namespace tells how its deletion goes, in upstream's words. Pure. */
final class Conditions {

    private Conditions() {}

    /** The status brought up to date; a condition that says the same keeps its time, and one of another's stays. */
    static JsonObject status(JsonObject status, Emptying emptying, Instant now) {
        List<JsonObject> wanted =
                List.of(discovery(emptying), parsing(), content(emptying), remaining(emptying), finalizers(emptying));
        List<JsonValue> conditions = new ArrayList<>();
        List<JsonObject> known = status.array("conditions").objects();
        for (JsonObject old : known) {
            conditions.add(
                    find(wanted, old).map(fresh -> merged(old, fresh, now)).orElse(old));
        }
        wanted.stream()
                .filter(fresh -> find(known, fresh).isEmpty())
                .forEach(fresh -> conditions.add(timed(fresh, now)));
        return status.with("phase", "Terminating").with("conditions", new JsonArray(conditions));
    }

    private static Optional<JsonObject> find(List<JsonObject> conditions, JsonObject sought) {
        return conditions.stream()
                .filter(condition -> condition.string("type").equals(sought.string("type")))
                .findFirst();
    }

    private static JsonObject merged(JsonObject old, JsonObject fresh, Instant now) {
        return old.without("lastTransitionTime").equals(fresh) ? old : timed(fresh, now);
    }

    private static JsonObject timed(JsonObject condition, Instant now) {
        return condition.with(
                "lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static JsonObject discovery(Emptying emptying) {
        String type = "NamespaceDeletionDiscoveryFailure";
        return emptying.undiscovered().isEmpty()
                ? fine(type, "ResourcesDiscovered", "All resources successfully discovered")
                : trouble(type, "DiscoveryFailed", emptying.undiscovered());
    }

    /** Kinds come here as values, so that none can be misspelt. */
    private static JsonObject parsing() {
        return fine(
                "NamespaceDeletionGroupVersionParsingFailure",
                "ParsedGroupVersions",
                "All legacy kube types successfully parsed");
    }

    private static JsonObject content(Emptying emptying) {
        String type = "NamespaceDeletionContentFailure";
        List<String> failures = emptying.failures().stream().sorted().toList();
        return failures.isEmpty()
                ? fine(type, "ContentDeleted", "All content successfully deleted, may be waiting on finalization")
                : trouble(
                        type,
                        "ContentDeletionFailed",
                        "Failed to delete all resource types, " + failures.size() + " remaining: "
                                + String.join(", ", failures));
    }

    private static JsonObject remaining(Emptying emptying) {
        String type = "NamespaceContentRemaining";
        String texts = emptying.leftovers().stream()
                .map(Conditions::instances)
                .sorted()
                .collect(Collectors.joining(", "));
        return texts.isEmpty()
                ? fine(type, "ContentRemoved", "All content successfully removed")
                : trouble(type, "SomeResourcesRemain", "Some resources are remaining: " + texts);
    }

    /** Upstream joins resource and group by a dot even where the group has no name. */
    private static String instances(Leftover leftover) {
        return leftover.resource().plural() + "." + leftover.resource().group() + " has " + leftover.count()
                + " resource instances";
    }

    private static JsonObject finalizers(Emptying emptying) {
        String type = "NamespaceFinalizersRemaining";
        Map<String, Integer> counts = new TreeMap<>();
        emptying.leftovers()
                .forEach(leftover ->
                        leftover.finalizers().forEach((name, count) -> counts.merge(name, count, Integer::sum)));
        String texts = counts.entrySet().stream()
                .map(entry -> entry.getKey() + " in " + entry.getValue() + " resource instances")
                .collect(Collectors.joining(", "));
        return texts.isEmpty()
                ? fine(type, "ContentHasNoFinalizers", "All content-preserving finalizers finished")
                : trouble(
                        type,
                        "SomeFinalizersRemain",
                        "Some content in the namespace has finalizers remaining: " + texts);
    }

    private static JsonObject fine(String type, String reason, String message) {
        return condition(type, "False", reason, message);
    }

    private static JsonObject trouble(String type, String reason, String message) {
        return condition(type, "True", reason, message);
    }

    private static JsonObject condition(String type, String status, String reason, String message) {
        return JsonObject.builder()
                .put("type", type)
                .put("status", status)
                .put("reason", reason)
                .put("message", message)
                .build();
    }
}
