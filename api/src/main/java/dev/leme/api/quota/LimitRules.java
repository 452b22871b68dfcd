package dev.leme.api.quota;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a LimitRange gives to pods that say nothing, and what it refuses, in upstream's words. Pure. */
public final class LimitRules {

    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    private LimitRules() {}

    /** The pod with the range's defaults in the containers that lack them, and an annotation that says so. */
    public static ApiObject withDefaults(ApiObject range, ApiObject pod) {
        AmountMap requests = AmountMap.EMPTY;
        AmountMap limits = AmountMap.EMPTY;
        for (JsonObject item : items(range, "Container")) {
            requests = AmountMap.of(item.object("defaultRequest")).overriddenBy(requests);
            limits = AmountMap.of(item.object("default")).overriddenBy(limits);
        }
        List<String> notes = new ArrayList<>();
        JsonObject spec = pod.spec();
        for (String list : List.of("containers", "initContainers")) {
            if (spec.has(list)) {
                spec = spec.with(list, filled(spec.array(list), list, requests, limits, notes));
            }
        }
        return notes.isEmpty() ? pod : annotated(pod.with("spec", spec), notes);
    }

    private static JsonArray filled(
            JsonArray containers, String list, AmountMap requests, AmountMap limits, List<String> notes) {
        JsonArray result = JsonArray.EMPTY;
        for (JsonObject container : containers.objects()) {
            JsonObject full = filled(container, list, "requests", requests, notes);
            result = result.plus(filled(full, list, "limits", limits, notes));
        }
        return result;
    }

    private static JsonObject filled(
            JsonObject container, String list, String part, AmountMap usual, List<String> notes) {
        AmountMap own = PodAmounts.amounts(container, part);
        Set<String> lacking = new TreeSet<>(usual.amounts().keySet());
        lacking.removeAll(own.amounts().keySet());
        if (lacking.isEmpty()) {
            return container;
        }
        String what = list.equals("containers") ? "container" : "init container";
        notes.add(String.join(", ", lacking) + " " + part.substring(0, part.length() - 1) + " for " + what + " "
                + container.string("name"));
        JsonObject amounts = container.object("resources").object(part);
        for (Map.Entry<String, Quantity> entry : usual.only(lacking).amounts().entrySet()) {
            amounts = amounts.with(entry.getKey(), entry.getValue().toString());
        }
        return container.with("resources", container.object("resources").with(part, amounts));
    }

    private static ApiObject annotated(ApiObject pod, List<String> notes) {
        String text = "LimitRanger plugin set: " + String.join("; ", notes);
        return pod.withMetadata(metadata ->
                metadata.with("annotations", metadata.object("annotations").with(ANNOTATION, text)));
    }

    /** What is wrong with a pod; empty where nothing is. */
    public static List<String> refusalsOfPod(ApiObject range, JsonObject podSpec) {
        List<String> refusals = new ArrayList<>();
        for (JsonObject item : items(range, "Container")) {
            PodAmounts.containers(podSpec)
                    .forEach(container -> check(
                            item,
                            PodAmounts.amounts(container, "requests"),
                            PodAmounts.amounts(container, "limits"),
                            refusals));
        }
        JsonObject pod = JsonObject.of("spec", podSpec);
        for (JsonObject item : items(range, "Pod")) {
            check(item, PodAmounts.requests(pod), PodAmounts.limits(pod), refusals);
        }
        return refusals;
    }

    /** What is wrong with a claim; it has only requests. */
    public static List<String> refusalsOfClaim(ApiObject range, JsonObject claimSpec) {
        AmountMap requests = PodAmounts.amounts(claimSpec, "requests");
        List<String> refusals = new ArrayList<>();
        for (JsonObject item : items(range, "PersistentVolumeClaim")) {
            bound(item, "min").forEach((name, least) -> low(item, name, least, requests, AmountMap.EMPTY, refusals));
            bound(item, "max").forEach((name, most) -> high(item, name, most, requests, requests, "request", refusals));
        }
        return refusals;
    }

    private static List<JsonObject> items(ApiObject range, String type) {
        return range.spec().array("limits").objects().stream()
                .filter(item -> item.string("type").equals(type))
                .toList();
    }

    private static Map<String, Quantity> bound(JsonObject item, String name) {
        return AmountMap.of(item.object(name)).amounts();
    }

    private static void check(JsonObject item, AmountMap requests, AmountMap limits, List<String> refusals) {
        bound(item, "min").forEach((name, least) -> low(item, name, least, requests, limits, refusals));
        bound(item, "max").forEach((name, most) -> high(item, name, most, requests, limits, "limit", refusals));
        bound(item, "maxLimitRequestRatio")
                .forEach((name, most) -> ratio(item, name, most, requests, limits, refusals));
    }

    private static void low(
            JsonObject item, String name, Quantity least, AmountMap requests, AmountMap limits, List<String> refusals) {
        String start = usage("minimum", item, name, least);
        if (!requests.has(name)) {
            refusals.add(start + ".  No request is specified");
        } else if (requests.get(name).compareTo(least) < 0) {
            refusals.add(start + ", but request is " + requests.get(name));
        } else if (limits.has(name) && limits.get(name).compareTo(least) < 0) {
            refusals.add(start + ", but limit is " + limits.get(name));
        }
    }

    /** @param demanded what must be said at all: {@code request} or {@code limit}, whose amounts are in {@code said} */
    private static void high(
            JsonObject item,
            String name,
            Quantity most,
            AmountMap requests,
            AmountMap said,
            String demanded,
            List<String> refusals) {
        String start = usage("maximum", item, name, most);
        if (!said.has(name)) {
            refusals.add(start + ".  No " + demanded + " is specified");
        } else if (said.get(name).compareTo(most) > 0) {
            refusals.add(start + ", but " + demanded + " is " + said.get(name));
        } else if (requests.get(name).compareTo(most) > 0) {
            refusals.add(start + ", but request is " + requests.get(name));
        }
    }

    private static String usage(String bound, JsonObject item, String name, Quantity amount) {
        return bound + " " + name + " usage per " + item.string("type") + " is " + amount;
    }

    private static void ratio(
            JsonObject item, String name, Quantity most, AmountMap requests, AmountMap limits, List<String> refusals) {
        String start = name + " max limit to request ratio per " + item.string("type") + " is " + most;
        if (requests.get(name).isZero()) {
            refusals.add(start + ", but no request is specified or request is 0");
        } else if (limits.get(name).isZero()) {
            refusals.add(start + ", but no limit is specified or limit is 0");
        } else {
            double ratio = limits.get(name).doubleValue() / requests.get(name).doubleValue();
            if (ratio > most.doubleValue()) {
                refusals.add(start + String.format(Locale.ROOT, ", but provided ratio is %f", ratio));
            }
        }
    }
}
