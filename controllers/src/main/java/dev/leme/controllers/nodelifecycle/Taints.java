package dev.leme.controllers.nodelifecycle;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which taints a node has for what its conditions say; those that others set stay as they are. Pure. */
final class Taints {

    private static final String DOMAIN = "node.kubernetes.io/";
    static final String NOT_READY = DOMAIN + "not-ready";
    static final String UNREACHABLE = DOMAIN + "unreachable";
    private static final String UNSCHEDULABLE = DOMAIN + "unschedulable";
    private static final Map<String, String> BY_CONDITION = Map.of(
            "MemoryPressure", DOMAIN + "memory-pressure",
            "DiskPressure", DOMAIN + "disk-pressure",
            "NetworkUnavailable", DOMAIN + "network-unavailable",
            "PIDPressure", DOMAIN + "pid-pressure");

    private Taints() {}

    /** Whether pods are to leave a node that isn't ready. */
    enum Eviction {
        /** They leave, each when its tolerations say so. */
        YES,
        /** They stay: so many nodes fail at once that it must be something else. */
        NO,
        /** Not just now; what was decided before stays. */
        LATER
    }

    /** The node's taints as they should be. */
    static JsonArray wanted(ApiObject node, Eviction eviction, Instant now) {
        List<JsonObject> present = node.spec().array("taints").objects();
        Set<String> keys = noSchedule(node);
        List<JsonValue> wanted = new ArrayList<>();
        present.stream().filter(taint -> !isOurs(taint)).forEach(wanted::add);
        for (String key : keys) {
            wanted.add(kept(present, key, "NoSchedule", now));
        }
        String condition = ofReadiness(node);
        if (!condition.isEmpty() && isEvicting(present, eviction)) {
            wanted.add(kept(present, condition, "NoExecute", now));
        }
        return new JsonArray(wanted);
    }

    /** The taint for a node that isn't ready; empty for one that is. */
    static String ofReadiness(ApiObject node) {
        return switch (Conditions.status(node, Conditions.READY)) {
            case "True" -> "";
            case "Unknown" -> UNREACHABLE;
            default -> NOT_READY;
        };
    }

    private static Set<String> noSchedule(ApiObject node) {
        Set<String> keys = new LinkedHashSet<>();
        if (node.spec().bool("unschedulable")) {
            keys.add(UNSCHEDULABLE);
        }
        String readiness = ofReadiness(node);
        if (!readiness.isEmpty()) {
            keys.add(readiness);
        }
        BY_CONDITION.entrySet().stream()
                .filter(entry -> Conditions.status(node, entry.getKey()).equals("True"))
                .map(Map.Entry::getValue)
                .sorted()
                .forEach(keys::add);
        return keys;
    }

    private static boolean isEvicting(List<JsonObject> present, Eviction eviction) {
        boolean before = present.stream()
                .anyMatch(taint -> taint.string("effect").equals("NoExecute")
                        && (taint.string("key").equals(NOT_READY)
                                || taint.string("key").equals(UNREACHABLE)));
        return switch (eviction) {
            case YES -> true;
            case NO -> false;
            case LATER -> before;
        };
    }

    private static JsonObject kept(List<JsonObject> present, String key, String effect, Instant now) {
        for (JsonObject taint : present) {
            if (taint.string("key").equals(key) && taint.string("effect").equals(effect)) {
                return taint;
            }
        }
        return JsonObject.EMPTY.with("key", key).with("effect", effect).with("timeAdded", Conditions.text(now));
    }

    private static boolean isOurs(JsonObject taint) {
        String key = taint.string("key");
        boolean readiness = key.equals(NOT_READY) || key.equals(UNREACHABLE);
        return switch (taint.string("effect")) {
            case "NoSchedule" -> readiness || key.equals(UNSCHEDULABLE) || BY_CONDITION.containsValue(key);
            case "NoExecute" -> readiness;
            default -> false;
        };
    }
}
