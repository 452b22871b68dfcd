package dev.leme.api.table;

import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a kind shows in a table.
 *
 * @param columns the columns in order; those of {@code -o wide} too, which clients leave out by their priority
 * @param row what fills them
 */
public record TableRules(List<Column> columns, Row row) {

    /** Makes the cells of an object, one for each column; ages are told as of {@code now}. */
    @FunctionalInterface
    public interface Row {
        List<JsonValue> cells(ApiObject object, Instant now);
    }

    /** Copies {@code columns}. */
    public TableRules {
        columns = List.copyOf(columns);
    }

    /** The cells of {@code object}. */
    public List<JsonValue> cells(ApiObject object, Instant now) {
        return row.cells(object, now);
    }

    /** A table that begins with the object's name. */
    static Builder named() {
        return new Builder()
                .add("Name", "string", "name", "Name of the object, unique among its kind in its namespace.", 0);
    }

    /** Collects columns. */
    static final class Builder {
        private final List<Column> columns = new ArrayList<>();

        Builder text(String name, String description) {
            return add(name, "string", "", description, 0);
        }

        Builder number(String name, String description) {
            return add(name, "integer", "", description, 0);
        }

        Builder bool(String name, String description) {
            return add(name, "boolean", "", description, 0);
        }

        Builder age() {
            return add("Age", "string", "", "Time since the object was made.", 0);
        }

        Builder wide(String name, String description) {
            return add(name, "string", "", description, 1);
        }

        Builder containers() {
            return wide("Containers", "Names of each container in the template.")
                    .wide("Images", "Images referenced by each container in the template.");
        }

        Builder add(String name, String type, String format, String description, int priority) {
            columns.add(new Column(name, type, format, description, priority));
            return this;
        }

        TableRules rows(Row row) {
            return new TableRules(columns, row);
        }
    }
}
