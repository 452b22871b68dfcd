package dev.leme.api.event;

import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The two forms of an event: the core's ({@code v1}), in which events are stored, and that of {@code events.k8s.io/v1}. They
 * hold the same under different names, so turning one into the other and back gives the same event.
 */
public final class EventForms {

    private static final Map<String, String> CORE_TO_GROUP = new LinkedHashMap<>();
    private static final Map<String, String> GROUP_TO_CORE = new LinkedHashMap<>();

    static {
        rename("involvedObject", "regarding");
        rename("message", "note");
        rename("source", "deprecatedSource");
        rename("firstTimestamp", "deprecatedFirstTimestamp");
        rename("lastTimestamp", "deprecatedLastTimestamp");
        rename("count", "deprecatedCount");
        rename("reportingComponent", "reportingController");
    }

    private EventForms() {}

    private static void rename(String core, String group) {
        CORE_TO_GROUP.put(core, group);
        GROUP_TO_CORE.put(group, core);
    }

    /** The event of {@code events.k8s.io/v1} that says the same as this core event. */
    public static JsonObject toGroup(JsonObject core) {
        return renamed(core, CORE_TO_GROUP).with("apiVersion", "events.k8s.io/v1");
    }

    /** The core event that says the same as this event of {@code events.k8s.io/v1}. */
    public static JsonObject toCore(JsonObject event) {
        return renamed(event, GROUP_TO_CORE).with("apiVersion", "v1");
    }

    private static JsonObject renamed(JsonObject event, Map<String, String> names) {
        JsonObject.Builder result = JsonObject.builder();
        for (Map.Entry<String, JsonValue> member : event) {
            result.put(names.getOrDefault(member.getKey(), member.getKey()), member.getValue());
        }
        JsonObject built = result.build();
        return built.has("eventTime") ? built : built.with("eventTime", JsonNull.NULL);
    }
}
