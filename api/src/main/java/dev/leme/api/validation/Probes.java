package dev.leme.api.validation;

import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import java.util.List;

/** What probes and life-cycle hooks of a container must hold. */
final class Probes {

    private static final List<String> PROBE_HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc");
    private static final List<String> HOOK_HANDLERS = List.of("exec", "httpGet", "tcpSocket", "sleep");

    private Probes() {}

    /** All three probes and the hooks. */
    static void check(Report report, FieldPath path, JsonObject container, long gracePeriod) {
        for (String hook : List.of("postStart", "preStop")) {
            JsonObject lifecycle = container.object("lifecycle");
            if (lifecycle.has(hook)) {
                FieldPath at = path.child("lifecycle").child(hook);
                handler(report, at, lifecycle.object(hook), HOOK_HANDLERS, gracePeriod);
            }
        }
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.has(probe)) {
                probe(report, path.child(probe), container.object(probe), probe.equals("readinessProbe"));
            }
        }
    }

    private static void probe(Report report, FieldPath path, JsonObject probe, boolean readiness) {
        handler(report, path, probe, PROBE_HANDLERS, Long.MAX_VALUE);
        for (String name : List.of(
                "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")) {
            report.nonNegative(path, probe, name);
        }
        report.positive(path, probe, "terminationGracePeriodSeconds");
        if (readiness) {
            if (probe.has("terminationGracePeriodSeconds")) {
                report.invalid(
                        path.child("terminationGracePeriodSeconds"),
                        probe.number("terminationGracePeriodSeconds", 0),
                        "must not be set for readinessProbes");
            }
        } else if (probe.number("successThreshold", 1) != 1) {
            report.invalid(path.child("successThreshold"), probe.number("successThreshold", 1), "must be 1");
        }
    }

    private static void handler(
            Report report, FieldPath path, JsonObject owner, List<String> handlers, long gracePeriod) {
        List<String> present = Paths.present(owner, handlers);
        if (present.isEmpty()) {
            report.required(path, "must specify a handler type");
            return;
        }
        present.stream()
                .skip(1)
                .forEach(name -> report.forbidden(path.child(name), "may not specify more than 1 handler type"));
        String type = present.getFirst();
        action(report, path.child(type), type, owner.object(type), gracePeriod);
    }

    private static void action(Report report, FieldPath path, String type, JsonObject action, long gracePeriod) {
        switch (type) {
            case "exec" -> {
                if (action.array("command").isEmpty()) {
                    report.required(path.child("command"), "");
                }
            }
            case "httpGet" -> http(report, path, action);
            case "tcpSocket", "grpc" -> Paths.port(report, path, action, "port");
            default -> sleep(report, path, action, gracePeriod);
        }
    }

    private static void http(Report report, FieldPath path, JsonObject action) {
        report.requires(path, action, "path");
        Paths.port(report, path, action, "port");
        report.oneOfIfPresent(path, action, "scheme", List.of("HTTP", "HTTPS"));
        action.array("httpHeaders")
                .objects()
                .forEach(header -> report.complain(
                        path.child("httpHeaders"), header.string("name"), Names.httpHeader(header.string("name"))));
    }

    private static void sleep(Report report, FieldPath path, JsonObject action, long gracePeriod) {
        long seconds = action.number("seconds", 0);
        if (seconds < 0 || seconds > gracePeriod) {
            report.invalid(
                    path,
                    seconds,
                    "must be non-negative and less than terminationGracePeriodSeconds (" + gracePeriod + ")");
        }
    }
}
