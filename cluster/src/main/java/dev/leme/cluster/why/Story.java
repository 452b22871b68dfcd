package dev.leme.cluster.why;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What events and conditions tell of an object. */
final class Story {

    private Story() {}

    /** The events of an object, the latest first. */
    static List<ApiObject> events(Facts facts, ApiObject object) {
        return facts.list(Resources.EVENTS, object.namespace().isEmpty() ? "default" : object.namespace()).stream()
                .filter(event -> isOf(event.json().object("involvedObject"), object))
                .sorted(Comparator.comparing(Story::time).reversed())
                .toList();
    }

    private static boolean isOf(JsonObject involved, ApiObject object) {
        String uid = involved.string("uid");
        return involved.string("kind").equals(object.kind())
                && involved.string("name").equals(object.name())
                && (uid.isEmpty() || object.uid().isEmpty() || uid.equals(object.uid()));
    }

    private static String time(ApiObject event) {
        for (String field : List.of("lastTimestamp", "eventTime", "firstTimestamp")) {
            if (!event.json().string(field).isEmpty()) {
                return event.json().string(field);
            }
        }
        return event.metadata().string("creationTimestamp");
    }

    /** The message of the latest event with one of these reasons. */
    static Optional<String> latest(Facts facts, ApiObject object, String... reasons) {
        return latest(events(facts, object), "", reasons);
    }

    /** The message of the latest event with one of these reasons that is about {@code field} of the object. */
    static Optional<String> latest(List<ApiObject> events, String field, String... reasons) {
        return events.stream()
                .filter(event -> List.of(reasons).contains(event.json().string("reason")))
                .filter(event -> event.json()
                        .object("involvedObject")
                        .string("fieldPath")
                        .contains(field))
                .map(event -> event.json().string("message"))
                .findFirst();
    }

    /** A condition of the object's status; empty where it has none of that type. */
    static JsonObject condition(ApiObject object, String type) {
        return object.status().array("conditions").objects().stream()
                .filter(condition -> condition.string("type").equals(type))
                .findFirst()
                .orElse(JsonObject.EMPTY);
    }

    static boolean isTrue(ApiObject object, String condition) {
        return condition(object, condition).string("status").equals("True");
    }

    /** A member that may be a word or a number, as ports and quantities. */
    static String text(JsonObject object, String member) {
        long number = object.number(member, Long.MIN_VALUE);
        return number == Long.MIN_VALUE ? object.string(member) : Long.toString(number);
    }

    /** "Kind name" as people write it. */
    static String name(ApiObject object) {
        return object.kind().toLowerCase(Locale.ROOT) + " " + object.name();
    }

    /** That an object stays although it was deleted, for the sake of its finalizers. */
    static Finding deleting(ApiObject object, String otherwise) {
        List<String> finalizers = object.finalizers();
        String text =
                name(object) + " is being deleted since " + object.metadata().string("deletionTimestamp");
        return finalizers.isEmpty()
                ? Finding.waits(text + "; " + otherwise)
                : Finding.waits(text + " and stays until nobody holds it any more: finalizers "
                                + String.join(", ", finalizers))
                        .next(
                                "whoever put a finalizer there removes it when their work is done; look whether they run");
    }
}
