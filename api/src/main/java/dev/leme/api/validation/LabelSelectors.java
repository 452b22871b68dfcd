package dev.leme.api.validation;

import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import java.util.List;

/** What a {@code LabelSelector} object must hold. */
final class LabelSelectors {

    private LabelSelectors() {}

    static void check(Report report, FieldPath path, JsonObject selector) {
        Metadata.labels(report, path.child("matchLabels"), selector.object("matchLabels"));
        List<JsonObject> expressions = selector.array("matchExpressions").objects();
        for (int i = 0; i < expressions.size(); i++) {
            expression(report, path.child("matchExpressions").index(i), expressions.get(i));
        }
    }

    private static void expression(Report report, FieldPath path, JsonObject expression) {
        JsonArray values = expression.array("values");
        String operator = expression.string("operator");
        switch (operator) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    report.required(path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    report.forbidden(
                            path.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            default -> report.invalid(path.child("operator"), operator, "not a valid selector operator");
        }
        report.complain(path.child("key"), expression.string("key"), Names.qualified(expression.string("key")));
        List<String> texts = values.strings();
        for (int i = 0; i < texts.size(); i++) {
            report.complain(path.child("values").index(i), texts.get(i), Names.labelValue(texts.get(i)));
        }
    }

    /** Whether it selects everything. */
    static boolean isEmpty(JsonObject selector) {
        return selector.object("matchLabels").isEmpty()
                && selector.array("matchExpressions").isEmpty();
    }
}
