package dev.leme.testkit.api;

import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.FieldSelector;
import dev.leme.api.selector.LabelSelector;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A request's query, read. */
record Selection(Map<String, String> query) {

    static Selection of(String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return new Selection(values);
    }

    String get(String name) {
        return query.getOrDefault(name, "");
    }

    /** Any field can be selected by, by its path. */
    Predicate<ApiObject> predicate() {
        LabelSelector labels = LabelSelector.parse(get("labelSelector"));
        FieldSelector fields = FieldSelector.parse(get("fieldSelector"));
        return object -> labels.matches(object.labels()) && fields.matches(fields(object, fields));
    }

    private static Map<String, String> fields(ApiObject object, FieldSelector selector) {
        Map<String, String> fields = new HashMap<>();
        for (FieldSelector.Term term : selector.terms()) {
            JsonValue value = object.json().at(term.field().split("\\."));
            fields.put(
                    term.field(),
                    value instanceof JsonString(String text) ? text : value == null ? "" : value.toString());
        }
        return fields;
    }
}
