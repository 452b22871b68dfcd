package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.quantity.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What nodes, namespaces, events, priorities, limits and other things of the cluster itself must hold. */
final class ClusterKinds {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final long HIGHEST_USER_PRIORITY = 1_000_000_000;

    private ClusterKinds() {}

    static void namespace(Report report, ApiObject namespace) {
        List<String> finalizers = namespace.spec().array("finalizers").strings();
        for (int i = 0; i < finalizers.size(); i++) {
            report.complain(SPEC.child("finalizers").index(i), finalizers.get(i), Names.qualified(finalizers.get(i)));
        }
    }

    static void node(Report report, ApiObject node) {
        Placement.taints(report, SPEC, node.spec());
        for (String list : List.of("capacity", "allocatable")) {
            FieldPath path = FieldPath.of("status", list);
            for (Map.Entry<String, JsonValue> entry : node.status().object(list)) {
                ResourceAmounts.amount(report, path.key(entry.getKey()), entry.getKey(), entry.getValue());
            }
        }
    }

    static void nodeUpdate(Report report, ApiObject fresh, ApiObject old) {
        if (!old.spec().array("podCIDRs").isEmpty()
                && !fresh.spec().array("podCIDRs").equals(old.spec().array("podCIDRs"))) {
            report.forbidden(SPEC.child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid");
        }
        String provider = old.spec().string("providerID");
        if (!provider.isEmpty() && !provider.equals(fresh.spec().string("providerID"))) {
            report.forbidden(
                    SPEC.child("providerID"), "node updates may not change providerID except from \"\" to valid");
        }
    }

    static void event(Report report, ApiObject event) {
        FieldPath path = FieldPath.of("involvedObject", "namespace");
        String about = event.json().object("involvedObject").string("namespace");
        String own = event.namespace();
        boolean ofCluster = about.isEmpty() && (own.isEmpty() || own.equals("default") || own.equals("kube-system"));
        if (!ofCluster && !about.equals(own)) {
            report.invalid(path, about, "does not match event.namespace");
        }
    }

    /** An event in the form of {@code events.k8s.io/v1}, which leaves nothing out when it is made. */
    static void newEvent(Report report, ApiObject event) {
        JsonObject json = event.json();
        for (String name : List.of("eventTime", "reportingController", "reportingInstance", "action", "reason")) {
            if (!json.has(name) || json.get(name) instanceof JsonString(String text) && text.isEmpty()) {
                report.required(FieldPath.of(name), "");
            }
        }
        String controller = json.string("reportingController");
        report.complain(
                FieldPath.of("reportingController"),
                controller,
                controller.isEmpty() ? List.of() : Names.qualified(controller));
        limited(report, json, "reportingInstance", 128);
        limited(report, json, "action", 128);
        limited(report, json, "reason", 128);
        limited(report, json, "note", 1024);
        if (!List.of("Normal", "Warning").contains(json.string("type"))) {
            report.invalid(FieldPath.of("type"), "", "has invalid value: " + json.string("type"));
        }
    }

    private static void limited(Report report, JsonObject json, String name, int most) {
        if (json.string(name).length() > most) {
            report.invalid(FieldPath.of(name), "", "can have at most " + most + " characters");
        }
    }

    static void priorityClass(Report report, ApiObject priority) {
        long value = priority.json().number("value", 0);
        boolean system = priority.name().startsWith("system-");
        boolean known =
                Set.of("system-node-critical", "system-cluster-critical").contains(priority.name());
        if (system && !known) {
            report.forbidden(
                    Metadata.PATH.child("name"),
                    "priority class names with 'system-' prefix are reserved for system use only. error: "
                            + priority.name() + " is not a known system priority class");
        }
        if (!system && value > HIGHEST_USER_PRIORITY) {
            report.forbidden(
                    FieldPath.of("value"),
                    "maximum allowed value of a user defined priority is " + HIGHEST_USER_PRIORITY);
        }
        String policy = priority.json().string("preemptionPolicy");
        List<String> policies = List.of("PreemptLowerPriority", "Never");
        if (!policy.isEmpty() && !policies.contains(policy)) {
            report.add(FieldError.notSupported(FieldPath.of("preemptionPolicy"), policy, policies));
        }
    }

    static void priorityClassUpdate(Report report, ApiObject fresh, ApiObject old) {
        if (fresh.json().number("value", 0) != old.json().number("value", 0)) {
            report.forbidden(FieldPath.of("value"), "may not be changed in an update.");
        }
        report.immutable(
                FieldPath.of("preemptionPolicy"),
                fresh.json().get("preemptionPolicy"),
                old.json().get("preemptionPolicy"));
    }

    static void lease(Report report, ApiObject lease) {
        report.positive(SPEC, lease.spec(), "leaseDurationSeconds");
        report.nonNegative(SPEC, lease.spec(), "leaseTransitions");
    }

    static void runtimeClass(Report report, ApiObject runtimeClass) {
        String handler = runtimeClass.json().string("handler");
        report.complain(FieldPath.of("handler"), handler, Names.label(handler));
    }

    static void runtimeClassUpdate(Report report, ApiObject fresh, ApiObject old) {
        report.immutable(
                FieldPath.of("handler"), fresh.json().get("handler"), old.json().get("handler"));
    }

    static void resourceQuota(Report report, ApiObject quota) {
        for (Map.Entry<String, JsonValue> entry : quota.spec().object("hard")) {
            FieldPath path = SPEC.child("hard").key(entry.getKey());
            report.complain(path, entry.getKey(), Names.qualified(entry.getKey()));
            ResourceAmounts.amount(report, path, entry.getKey(), entry.getValue());
        }
    }

    static void limitRange(Report report, ApiObject range) {
        Set<String> types = new HashSet<>();
        Lists.each(SPEC, range.spec(), "limits", (at, limit) -> {
            if (report.requires(at, limit, "type") && !types.add(limit.string("type"))) {
                report.add(FieldError.duplicate(at.child("type"), limit.string("type")));
            }
            Set<String> names = new HashSet<>();
            for (String list : List.of("min", "max", "default", "defaultRequest")) {
                names.addAll(limit.object(list).names());
            }
            names.stream().sorted().forEach(name -> limit(report, at, limit, name));
        });
    }

    private static void limit(Report report, FieldPath path, JsonObject limit, String name) {
        Quantity min = amount(limit, "min", name);
        Quantity max = amount(limit, "max", name);
        Quantity usual = amount(limit, "default", name);
        Quantity request = amount(limit, "defaultRequest", name);
        ordered(report, path.child("min").key(name), "min", min, "max", max);
        ordered(report, path.child("defaultRequest").key(name), "min", min, "default request", request);
        ordered(report, path.child("defaultRequest").key(name), "default request", request, "max", max);
        ordered(report, path.child("defaultRequest").key(name), "default request", request, "default limit", usual);
        ordered(report, path.child("default").key(name), "min", min, "default", usual);
        ordered(report, path.child("default").key(name), "default", usual, "max", max);
    }

    private static @Nullable Quantity amount(JsonObject limit, String list, String name) {
        return ResourceAmounts.quantity(limit.object(list).get(name));
    }

    private static void ordered(
            Report report,
            FieldPath path,
            String lowName,
            @Nullable Quantity low,
            String highName,
            @Nullable Quantity high) {
        if (low != null && high != null && low.compareTo(high) > 0) {
            report.invalid(
                    path,
                    low.toString(),
                    lowName + " value " + low + " is greater than " + highName + " value " + high);
        }
    }

    static void disruptionBudget(Report report, ApiObject budget) {
        JsonObject spec = budget.spec();
        if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
            report.invalid(SPEC, spec, "minAvailable and maxUnavailable cannot be both set");
        }
        Workloads.share(report, SPEC.child("minAvailable"), spec.get("minAvailable"));
        Workloads.share(report, SPEC.child("maxUnavailable"), spec.get("maxUnavailable"));
        LabelSelectors.check(report, SPEC.child("selector"), spec.object("selector"));
        report.oneOfIfPresent(SPEC, spec, "unhealthyPodEvictionPolicy", List.of("AlwaysAllow", "IfHealthyBudget"));
    }

    static void autoscaler(Report report, ApiObject scaler) {
        JsonObject spec = scaler.spec();
        long most = spec.number("maxReplicas", 0);
        if (spec.number("minReplicas", 1) < 1) {
            report.invalid(
                    SPEC.child("minReplicas"), spec.number("minReplicas", 1), "must be greater than or equal to 1");
        }
        if (most < 1) {
            report.invalid(SPEC.child("maxReplicas"), most, "must be greater than 0");
        }
        if (most < spec.number("minReplicas", 1)) {
            report.invalid(SPEC.child("maxReplicas"), most, "must be greater than or equal to `minReplicas`");
        }
        report.requires(SPEC.child("scaleTargetRef"), spec.object("scaleTargetRef"), "kind");
        report.requires(SPEC.child("scaleTargetRef"), spec.object("scaleTargetRef"), "name");
    }
}
