package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What pods, and the templates that they are made from, must hold. */
final class Pods {

    static final FieldPath SPEC = FieldPath.of("spec");

    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");

    private Pods() {}

    /** What only new pods must hold. */
    static void create(Report report, ApiObject pod) {
        if (!pod.spec().array("ephemeralContainers").isEmpty()) {
            report.forbidden(SPEC.child("ephemeralContainers"), "cannot be set on create");
        }
        if (pod.spec().has("nodeName") && !pod.spec().array("schedulingGates").isEmpty()) {
            report.forbidden(SPEC.child("nodeName"), "cannot be set until all schedulingGates have been cleared");
        }
    }

    static void check(Report report, ApiObject pod) {
        spec(report, SPEC, pod.spec());
        for (String list : List.of("containers", "initContainers")) {
            Lists.each(SPEC, pod.spec(), list, (at, container) -> {
                String image = container.string("image");
                if (!image.equals(image.strip())) {
                    report.invalid(at.child("image"), image, "must not have leading or trailing whitespace");
                }
            });
        }
    }

    /** The template at {@code path}. */
    static void template(Report report, FieldPath path, JsonObject template) {
        JsonObject metadata = template.object("metadata");
        Metadata.labels(report, path.child("labels"), metadata.object("labels"));
        Metadata.annotations(report, path.child("annotations"), metadata.object("annotations"));
        spec(report, path.child("spec"), template.object("spec"));
        if (!template.object("spec").array("ephemeralContainers").isEmpty()) {
            report.forbidden(
                    path.child("spec").child("ephemeralContainers"),
                    "ephemeral containers not allowed in pod template");
        }
    }

    static void spec(Report report, FieldPath path, JsonObject spec) {
        Map<String, JsonObject> volumes = Volumes.check(report, path, spec);
        Containers.check(report, path, spec, volumes);
        report.oneOf(path, spec, "restartPolicy", List.of("Always", "OnFailure", "Never"));
        report.oneOf(path, spec, "dnsPolicy", DNS_POLICIES);
        dnsConfig(report, path, spec);
        Placement.check(report, path, spec);
        SecurityContexts.pod(report, path.child("securityContext"), spec.object("securityContext"));
        if (!spec.object("resources").isEmpty()) {
            ResourceAmounts.container(report, path.child("resources"), spec.object("resources"));
        }
        names(report, path, spec);
        times(report, path, spec);
        others(report, path, spec);
    }

    private static void dnsConfig(Report report, FieldPath path, JsonObject spec) {
        JsonObject config = spec.object("dnsConfig");
        FieldPath at = path.child("dnsConfig");
        JsonArray servers = config.array("nameservers");
        if (spec.string("dnsPolicy").equals("None")) {
            if (!spec.has("dnsConfig")) {
                report.required(at, "must provide `dnsConfig` when `dnsPolicy` is None");
            } else if (servers.isEmpty()) {
                report.required(
                        at.child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None");
            }
        }
        if (servers.size() > 3) {
            report.invalid(at.child("nameservers"), servers, "must not have more than 3 nameservers");
        }
        for (int i = 0; i < servers.strings().size(); i++) {
            Addresses.ip(
                    report, at.child("nameservers").index(i), servers.strings().get(i));
        }
        if (config.array("searches").size() > 32) {
            report.invalid(at.child("searches"), config.array("searches"), "must not have more than 32 search paths");
        }
        Lists.each(at, config, "options", (option, value) -> {
            if (value.string("name").isEmpty()) {
                report.required(option, "must not be empty");
            }
        });
    }

    private static void names(Report report, FieldPath path, JsonObject spec) {
        for (String name : List.of("hostname", "subdomain")) {
            String value = spec.string(name);
            report.complain(path.child(name), value, value.isEmpty() ? List.of() : Names.label(value));
        }
        for (String name : List.of("nodeName", "serviceAccountName", "priorityClassName", "runtimeClassName")) {
            String value = spec.string(name);
            report.complain(path.child(name), value, value.isEmpty() ? List.of() : Names.subdomain(value));
        }
        Lists.each(path, spec, "hostAliases", (at, alias) -> {
            Addresses.ip(report, at.child("ip"), alias.string("ip"));
            List<String> hosts = alias.array("hostnames").strings();
            for (int i = 0; i < hosts.size(); i++) {
                report.complain(at.child("hostnames").index(i), hosts.get(i), Names.subdomain(hosts.get(i)));
            }
        });
    }

    private static void times(Report report, FieldPath path, JsonObject spec) {
        report.nonNegative(path, spec, "terminationGracePeriodSeconds");
        if (spec.has("activeDeadlineSeconds")) {
            long seconds = spec.number("activeDeadlineSeconds", 0);
            if (seconds < 1 || seconds > Integer.MAX_VALUE) {
                report.invalid(path.child("activeDeadlineSeconds"), seconds, Names.range(1, Integer.MAX_VALUE));
            }
        }
    }

    private static void others(Report report, FieldPath path, JsonObject spec) {
        Lists.each(path, spec, "readinessGates", (at, gate) -> {
            String type = gate.string("conditionType");
            report.complain(at.child("conditionType"), type, Names.qualified(type));
        });
        Set<String> gates = new HashSet<>();
        Lists.each(path, spec, "schedulingGates", (at, gate) -> {
            report.complain(at, gate.string("name"), Names.qualified(gate.string("name")));
            if (!gates.add(gate.string("name"))) {
                report.add(FieldError.duplicate(at, gate.string("name")));
            }
        });
        report.oneOfIfPresent(path, spec, "preemptionPolicy", List.of("PreemptLowerPriority", "Never"));
        if (spec.has("os")) {
            report.oneOf(path.child("os"), spec.object("os"), "name", List.of("linux", "windows"));
        }
        boolean ownUsers = spec.has("hostUsers") && !spec.bool("hostUsers");
        for (String name : List.of("hostNetwork", "hostPID", "hostIPC")) {
            if (ownUsers && spec.bool(name)) {
                String shown = name.equals("hostNetwork") ? name : "H" + name.substring(1);
                report.forbidden(path.child(shown), "when `hostUsers` is false");
            }
        }
        if (spec.bool("shareProcessNamespace") && spec.bool("hostPID")) {
            report.invalid(
                    path.child("shareProcessNamespace"),
                    JsonValue.of(true),
                    "ShareProcessNamespace and HostPID cannot both be enabled");
        }
    }
}
