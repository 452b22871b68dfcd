package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.table.TableRules;
import dev.leme.api.table.Tables;
import dev.leme.base.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Objects as the rows of a {@code Table}, with the columns that kubectl prints. */
final class TableShape {

    private final TableRules rules;
    private final String includeObject;
    private final Clock clock;

    TableShape(Resource resource, String includeObject, Clock clock) {
        this.rules = Tables.of(resource);
        this.includeObject = includeObject;
        this.clock = clock;
    }

    /** The table; only the first of a watch's tables has to carry the columns. */
    JsonObject table(JsonObject metadata, List<ApiObject> objects, boolean withColumns) {
        Instant now = clock.now();
        List<JsonValue> rows = new ArrayList<>(objects.size());
        for (ApiObject object : objects) {
            rows.add(row(object, now));
        }
        return JsonObject.builder()
                .put("kind", "Table")
                .put("apiVersion", "meta.k8s.io/v1")
                .put("metadata", metadata)
                .put("columnDefinitions", withColumns ? columns() : JsonArray.EMPTY)
                .put("rows", new JsonArray(rows))
                .build();
    }

    private JsonArray columns() {
        return new JsonArray(rules.columns().stream()
                .<JsonValue>map(column -> JsonObject.builder()
                        .put("name", column.name())
                        .put("type", column.type())
                        .put("format", column.format())
                        .put("description", column.description())
                        .put("priority", column.priority())
                        .build())
                .toList());
    }

    private JsonObject row(ApiObject object, Instant now) {
        JsonObject row = JsonObject.of("cells", new JsonArray(rules.cells(object, now)));
        return switch (includeObject) {
            case "None" -> row;
            case "Object" -> row.with("object", object.json());
            default -> row.with("object", PartialMetadata.of(object));
        };
    }
}
