package dev.leme.api.table;

import dev.leme.api.json.JsonObject;

/**
 * One column of a table.
 *
 * @param name the heading, which kubectl prints in capitals
 * @param type string, integer, number, boolean or date
 * @param format {@code name} for the column that names the object, else empty
 * @param description what the column tells
 * @param priority 0 for columns that always show, 1 for those of {@code -o wide}
 */
public record Column(String name, String type, String format, String description, int priority) {

    /** The column's definition on the wire. */
    public JsonObject json() {
        return JsonObject.builder()
                .put("name", name)
                .put("type", type)
                .put("format", format)
                .put("description", description)
                .put("priority", priority)
                .build();
    }
}
