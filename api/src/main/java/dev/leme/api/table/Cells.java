package dev.leme.api.table;

import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.LabelSelector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The parts that rows are made of. */
final class Cells {

    static final String NONE = "<none>";
    static final String UNSET = "<unset>";

    private Cells() {}

    /** Cells of texts, whole numbers and truths. */
    static List<JsonValue> of(Object... values) {
        List<JsonValue> cells = new ArrayList<>(values.length);
        for (Object value : values) {
            cells.add(
                    switch (value) {
                        case JsonValue json -> json;
                        case Long number -> JsonNumber.of(number);
                        case Integer number -> JsonNumber.of((long) number);
                        case Boolean bool -> JsonValue.of(bool);
                        default -> new JsonString(value.toString());
                    });
        }
        return cells;
    }

    static String age(ApiObject object, Instant now) {
        return Ages.since(object.metadata(), "creationTimestamp", now);
    }

    static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    static String orElse(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }

    /** {@code a=b,c=d} by key. */
    static String labels(JsonObject labels) {
        return orNone(new TreeMap<>(labels.strings())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(",")));
    }

    /** A {@code LabelSelector} as one would write it in a query. */
    static String selector(JsonObject selector) {
        try {
            return LabelSelector.of(selector).toString();
        } catch (IllegalArgumentException unknownOperator) {
            return "<error>";
        }
    }

    static String containerNames(JsonObject template) {
        return ofContainers(template, "name");
    }

    static String images(JsonObject template) {
        return ofContainers(template, "image");
    }

    private static String ofContainers(JsonObject template, String member) {
        return template.object("spec").array("containers").objects().stream()
                .map(container -> container.string(member))
                .collect(Collectors.joining(","));
    }

    /** The first three, and how many more there are. */
    static String firstThree(Collection<String> texts, String none) {
        if (texts.isEmpty()) {
            return none;
        }
        String shown = texts.stream().limit(3).collect(Collectors.joining(","));
        return texts.size() > 3 ? shown + " + " + (texts.size() - 3) + " more..." : shown;
    }

    /** A quantity of a resource list, empty where there is none. */
    static String amount(JsonObject list, String name) {
        return list.string(name);
    }

    /** {@code RWO,ROX,RWX,RWOP}, as far as given. */
    static String accessModes(Collection<String> modes) {
        List<String> shorts = new ArrayList<>();
        for (Map.Entry<String, String> mode : List.of(
                Map.entry("ReadWriteOnce", "RWO"),
                Map.entry("ReadOnlyMany", "ROX"),
                Map.entry("ReadWriteMany", "RWX"),
                Map.entry("ReadWriteOncePod", "RWOP"))) {
            if (modes.contains(mode.getKey())) {
                shorts.add(mode.getValue());
            }
        }
        return String.join(",", shorts);
    }
}
