package dev.leme.api.table;

import dev.leme.api.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The column Targets of an autoscaler: each metric's current and wanted value. */
final class Autoscaling {

    private Autoscaling() {}

    static String targets(List<JsonObject> metrics, List<JsonObject> current) {
        List<String> targets = new ArrayList<>();
        for (int i = 0; i < metrics.size() && i < 2; i++) {
            targets.add(target(metrics.get(i), i < current.size() ? current.get(i) : JsonObject.EMPTY));
        }
        String shown = Cells.orNone(String.join(", ", targets));
        return metrics.size() > 2 ? shown + " + " + (metrics.size() - 2) + " more..." : shown;
    }

    private static String target(JsonObject metric, JsonObject current) {
        String type = metric.string("type");
        String member = type.isEmpty() ? "" : type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
        JsonObject source = metric.object(member);
        JsonObject target = source.object("target");
        JsonObject now = current.object(member).object("current");
        String name = source.string("name").isEmpty() ? "" : source.string("name") + ": ";
        if (target.has("averageUtilization")) {
            String used = now.has("averageUtilization") ? now.number("averageUtilization", 0) + "%" : "<unknown>";
            return name + used + "/" + target.number("averageUtilization", 0) + "%";
        }
        boolean average = target.has("averageValue");
        String value = average ? "averageValue" : "value";
        return name + Cells.orElse(now.string(value), "<unknown>") + "/" + target.string(value)
                + (average && !type.equals("Pods") && !type.equals("Resource") ? " (avg)" : "");
    }
}
