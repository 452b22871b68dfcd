package dev.leme.api.managed;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code managedFields}.
 *
 * @param apiVersion in which it wrote
 * @param time of its last write that changed what it owns; empty for unknown
 * @param written the entry that this was read from; null for a new one
 */
record Owner(
        Manager manager,
        String apiVersion,
        String time,
        FieldSet fields,
        @Nullable JsonObject written) {

    Owner(Manager manager, String apiVersion, String time, FieldSet fields) {
        this(manager, apiVersion, time, fields, null);
    }

    /** The entry, or null where it is none. */
    static @Nullable Owner parse(JsonObject entry) {
        JsonValue fields = entry.get("fieldsV1");
        Manager.Operation operation = operation(entry.string("operation"));
        if (operation == null || !entry.string("fieldsType").equals("FieldsV1")) {
            return null;
        }
        if (!(fields instanceof JsonObject tree)) {
            return null;
        }
        Manager manager = new Manager(entry.string("manager"), operation, entry.string("subresource"));
        return new Owner(manager, entry.string("apiVersion"), entry.string("time"), new FieldSet(tree), entry);
    }

    private static Manager.@Nullable Operation operation(String text) {
        for (Manager.Operation each : Manager.Operation.values()) {
            if (each.text().equals(text)) {
                return each;
            }
        }
        return null;
    }

    static String timestamp(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    boolean applies() {
        return manager.operation() == Manager.Operation.APPLY;
    }

    /** Whether that is the same writer; who applies is the same in every version. */
    boolean isBy(Manager other, String version) {
        return manager.equals(other) && (applies() || apiVersion.equals(version));
    }

    Owner with(FieldSet changed) {
        return changed.equals(fields) ? this : new Owner(manager, apiVersion, time, changed);
    }

    /** As a conflict names it. */
    String readable() {
        String name = "\"" + manager.name() + "\"";
        String via =
                manager.subresource().isEmpty() ? name : name + " with subresource \"" + manager.subresource() + "\"";
        return applies() ? via : via + " using " + apiVersion;
    }

    JsonObject json() {
        return written == null ? entry() : written;
    }

    private JsonObject entry() {
        JsonObject.Builder entry = JsonObject.builder();
        if (!manager.name().isEmpty()) {
            entry.put("manager", manager.name());
        }
        entry.put("operation", manager.operation().text()).put("apiVersion", apiVersion);
        if (!time.isEmpty()) {
            entry.put("time", time);
        }
        entry.put("fieldsType", "FieldsV1").put("fieldsV1", fields.tree());
        if (!manager.subresource().isEmpty()) {
            entry.put("subresource", manager.subresource());
        }
        return entry.build();
    }
}
