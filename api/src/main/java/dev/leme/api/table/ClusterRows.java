package dev.leme.api.table;

import dev.leme.api.event.EventForms;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rows of nodes, events, roles, quotas and other things of the cluster itself. */
final class ClusterRows {

    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    private ClusterRows() {}

    static TableRules nodes() {
        return TableRules.named()
                .text("Status", "The status of the node")
                .text("Roles", "The roles of the node")
                .age()
                .text("Version", "The version of the node's agent.")
                .wide("Internal-IP", "The node's address inside the cluster.")
                .wide("External-IP", "The node's address outside the cluster.")
                .wide("OS-Image", "The operating system.")
                .wide("Kernel-Version", "The kernel.")
                .wide("Container-Runtime", "The container runtime.")
                .rows(ClusterRows::node);
    }

    static TableRules events() {
        return new TableRules.Builder()
                .text("Last Seen", "Time since it happened last.")
                .text("Type", "Normal or Warning.")
                .text("Reason", "Why, in one word.")
                .text("Object", "What it is about.")
                .wide("Subobject", "Which part of the object it is about.")
                .wide("Source", "Who tells it.")
                .text("Message", "What happened.")
                .wide("First Seen", "Time since it happened first.")
                .wide("Count", "How often it happened.")
                .add("Name", "string", "name", "Name of the event.", 1)
                .rows(ClusterRows::event);
    }

    /** Both forms of events show the same. */
    static TableRules eventsOfGroup() {
        TableRules core = ClusterRows.events();
        return new TableRules(
                core.columns(), (event, now) -> core.cells(ApiObject.of(EventForms.toCore(event.json())), now));
    }

    static TableRules autoscalers() {
        return TableRules.named()
                .text("Reference", "What it scales.")
                .text("Targets", "Current and wanted values.")
                .text("MinPods", "The fewest pods.")
                .text("MaxPods", "The most pods.")
                .text("Replicas", "How many pods there are.")
                .age()
                .rows(ClusterRows::autoscaler);
    }

    static TableRules bindings(String kind) {
        return TableRules.named()
                .text("Role", "The role that is granted.")
                .age()
                .wide("Users", "Users in the " + kind)
                .wide("Groups", "Groups in the " + kind)
                .wide("ServiceAccounts", "ServiceAccounts in the " + kind)
                .rows(ClusterRows::binding);
    }

    static TableRules signingRequests() {
        return TableRules.named()
                .age()
                .text("SignerName", "Who is to sign.")
                .text("Requestor", "Who asks.")
                .text("RequestedDuration", "How long the certificate is to hold.")
                .text("Condition", "How far the request is.")
                .rows(ClusterRows::signingRequest);
    }

    static TableRules priorityClasses() {
        return TableRules.named()
                .number("Value", "The priority.")
                .bool("Global-Default", "Whether pods without a class get it.")
                .age()
                .text("PreemptionPolicy", "Whether its pods drive out lesser ones.")
                .rows(ClusterRows::priorityClass);
    }

    static TableRules quotas() {
        return TableRules.named()
                .text("Request", "Request represents a minimum amount of cpu/memory that a container may consume.")
                .text(
                        "Limit",
                        "Limits control the maximum amount of cpu/memory that a container may use independent of contention"
                                + " on the node.")
                .age()
                .rows(ClusterRows::quota);
    }

    static List<JsonValue> node(ApiObject node, Instant now) {
        JsonObject info = node.status().object("nodeInfo");
        return Cells.of(
                node.name(),
                nodeStatus(node),
                Cells.orNone(String.join(",", roles(node))),
                Cells.age(node, now),
                info.string("kubeletVersion"),
                Cells.orNone(address(node, "InternalIP")),
                Cells.orNone(address(node, "ExternalIP")),
                Cells.orElse(info.string("osImage"), "<unknown>"),
                Cells.orElse(info.string("kernelVersion"), "<unknown>"),
                Cells.orElse(info.string("containerRuntimeVersion"), "<unknown>"));
    }

    private static String nodeStatus(ApiObject node) {
        String status = "Unknown";
        for (JsonObject condition : node.status().array("conditions").objects()) {
            if (condition.string("type").equals("Ready")) {
                status = condition.string("status").equals("True") ? "Ready" : "NotReady";
            }
        }
        return node.spec().bool("unschedulable") ? status + ",SchedulingDisabled" : status;
    }

    private static Set<String> roles(ApiObject node) {
        Set<String> roles = new TreeSet<>();
        node.labels().forEach((key, value) -> {
            if (key.startsWith(ROLE_PREFIX) && key.length() > ROLE_PREFIX.length()) {
                roles.add(key.substring(ROLE_PREFIX.length()));
            } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
            }
        });
        return roles;
    }

    private static String address(ApiObject node, String type) {
        for (JsonObject address : node.status().array("addresses").objects()) {
            if (address.string("type").equals(type)) {
                return address.string("address");
            }
        }
        return "";
    }

    static List<JsonValue> event(ApiObject event, Instant now) {
        JsonObject json = event.json();
        JsonObject series = json.object("series");
        String first = Ages.since(json, json.has("firstTimestamp") ? "firstTimestamp" : "eventTime", now);
        String last = json.has("lastTimestamp") ? Ages.since(json, "lastTimestamp", now) : first;
        long count = Math.max(1, json.number("count", 0));
        if (!series.isEmpty()) {
            last = Ages.since(series, "lastObservedTime", now);
            count = series.number("count", 0);
        }
        JsonObject object = json.object("involvedObject");
        String kind = object.string("kind").toLowerCase(Locale.ROOT);
        return Cells.of(
                last,
                json.string("type"),
                json.string("reason"),
                object.string("name").isEmpty() ? kind : kind + "/" + object.string("name"),
                object.string("fieldPath"),
                source(json),
                json.string("message").strip(),
                first,
                Long.toString(count),
                event.name());
    }

    private static String source(JsonObject event) {
        JsonObject source = event.object("source");
        String component = Cells.orElse(source.string("component"), event.string("reportingComponent"));
        String instance = Cells.orElse(source.string("host"), event.string("reportingInstance"));
        return instance.isEmpty() ? component : component + ", " + instance;
    }

    static List<JsonValue> binding(ApiObject binding, Instant now) {
        JsonObject role = binding.json().object("roleRef");
        return Cells.of(
                binding.name(),
                role.string("kind") + "/" + role.string("name"),
                Cells.age(binding, now),
                subjects(binding, "User"),
                subjects(binding, "Group"),
                subjects(binding, "ServiceAccount"));
    }

    private static String subjects(ApiObject binding, String kind) {
        return binding.json().array("subjects").objects().stream()
                .filter(subject -> subject.string("kind").equals(kind))
                .map(subject -> kind.equals("ServiceAccount")
                        ? subject.string("namespace") + "/" + subject.string("name")
                        : subject.string("name"))
                .collect(Collectors.joining(", "));
    }

    static List<JsonValue> quota(ApiObject quota, Instant now) {
        JsonObject hard = quota.status().object("hard");
        JsonObject used = quota.status().object("used");
        List<String> requests = new ArrayList<>();
        List<String> limits = new ArrayList<>();
        for (String name : new TreeSet<>(hard.names())) {
            (name.startsWith("limits") ? limits : requests)
                    .add(name + ": " + Cells.orElse(used.string(name), "0") + "/" + hard.string(name));
        }
        return Cells.of(quota.name(), String.join(", ", requests), String.join(", ", limits), Cells.age(quota, now));
    }

    static List<JsonValue> priorityClass(ApiObject priority, Instant now) {
        JsonObject json = priority.json();
        return Cells.of(
                priority.name(),
                json.get("value") instanceof JsonNumber number ? number : JsonNumber.of(0L),
                json.bool("globalDefault"),
                Cells.age(priority, now),
                Cells.orElse(json.string("preemptionPolicy"), "PreemptLowerPriority"));
    }

    static List<JsonValue> autoscaler(ApiObject scaler, Instant now) {
        JsonObject spec = scaler.spec();
        JsonObject target = spec.object("scaleTargetRef");
        return Cells.of(
                scaler.name(),
                target.string("kind") + "/" + target.string("name"),
                Autoscaling.targets(
                        spec.array("metrics").objects(),
                        scaler.status().array("currentMetrics").objects()),
                spec.has("minReplicas") ? Long.toString(spec.number("minReplicas", 1)) : Cells.UNSET,
                spec.number("maxReplicas", 0),
                scaler.status().number("currentReplicas", 0),
                Cells.age(scaler, now));
    }

    static List<JsonValue> apiService(ApiObject service, Instant now) {
        JsonObject reference = service.spec().object("service");
        String available = "Unknown";
        for (JsonObject condition : service.status().array("conditions").objects()) {
            if (condition.string("type").equals("Available")) {
                String status = condition.string("status");
                available = status.equals("True") ? status : status + " (" + condition.string("reason") + ")";
            }
        }
        return Cells.of(
                service.name(),
                reference.isEmpty() ? "Local" : reference.string("namespace") + "/" + reference.string("name"),
                available,
                Cells.age(service, now));
    }

    static List<JsonValue> signingRequest(ApiObject request, Instant now) {
        JsonObject spec = request.spec();
        List<String> conditions = new ArrayList<>();
        request.status().array("conditions").objects().forEach(condition -> conditions.add(condition.string("type")));
        String state = conditions.isEmpty() ? "Pending" : String.join(",", conditions);
        return Cells.of(
                request.name(),
                Cells.age(request, now),
                Cells.orNone(spec.string("signerName")),
                spec.string("username"),
                spec.has("expirationSeconds")
                        ? Ages.text(Duration.ofSeconds(spec.number("expirationSeconds", 0)))
                        : Cells.NONE,
                request.status().has("certificate") ? state + ",Issued" : state);
    }
}
