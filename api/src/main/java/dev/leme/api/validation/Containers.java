package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the containers of a pod must hold. */
final class Containers {

    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final List<String> RESIZABLE = List.of("cpu", "memory");
    private static final List<String> RESIZE_ACTIONS = List.of("NotRequired", "RestartContainer");
    private static final List<String> RESTART_POLICIES = List.of("Always", "Never", "OnFailure");

    private final Report report;
    private final JsonObject spec;
    private final Map<String, JsonObject> volumes;
    private final Set<String> names = new HashSet<>();

    private Containers(Report report, JsonObject spec, Map<String, JsonObject> volumes) {
        this.report = report;
        this.spec = spec;
        this.volumes = volumes;
    }

    /** Checks every container of {@code spec}, which lies at {@code path} and has these volumes. */
    static void check(Report report, FieldPath path, JsonObject spec, Map<String, JsonObject> volumes) {
        Containers containers = new Containers(report, spec, volumes);
        if (spec.array("containers").isEmpty()) {
            report.required(path.child("containers"), "");
        }
        Set<String> hostPorts = new HashSet<>();
        Lists.each(path, spec, "containers", (at, container) -> {
            containers.common(at, container);
            Probes.check(report, at, container, containers.gracePeriod());
            containers.restartPolicy(at, container);
            containers.hostPorts(at, container, hostPorts);
        });
        Lists.each(path, spec, "initContainers", containers::init);
        Lists.each(path, spec, "ephemeralContainers", containers::ephemeral);
    }

    private long gracePeriod() {
        return spec.number("terminationGracePeriodSeconds", 30);
    }

    private void common(FieldPath path, JsonObject container) {
        String name = container.string("name");
        if (name.isEmpty()) {
            report.required(path.child("name"), "");
        } else {
            report.complain(path.child("name"), name, Names.label(name));
        }
        if (container.string("image").isEmpty()) {
            report.required(path.child("image"), "");
        }
        report.oneOf(path, container, "terminationMessagePolicy", List.of("FallbackToLogsOnError", "File"));
        ports(path, container);
        Lists.each(path, container, "env", (at, variable) -> Environment.variable(report, at, variable));
        Lists.each(
                path,
                container,
                "envFrom",
                (at, source) -> Environment.source(report, path.child("envFrom"), at, source));
        VolumeMounts.check(report, path, container, volumes);
        report.oneOf(path, container, "imagePullPolicy", List.of("Always", "IfNotPresent", "Never"));
        ResourceAmounts.container(report, path.child("resources"), container.object("resources"));
        resizePolicy(path.child("resizePolicy"), container);
        SecurityContexts.container(report, path.child("securityContext"), container.object("securityContext"));
        if (!names.add(name)) {
            report.add(FieldError.duplicate(path.child("name"), name));
        }
    }

    private void ports(FieldPath path, JsonObject container) {
        Set<String> portNames = new HashSet<>();
        Lists.each(path, container, "ports", (at, port) -> {
            String name = port.string("name");
            List<String> complaints = name.isEmpty() ? List.of() : Names.portName(name);
            report.complain(at.child("name"), name, complaints);
            if (!name.isEmpty() && complaints.isEmpty() && !portNames.add(name)) {
                report.add(FieldError.duplicate(at.child("name"), name));
            }
            long number = port.number("containerPort", 0);
            if (number == 0) {
                report.required(at.child("containerPort"), "");
            } else {
                report.complain(at.child("containerPort"), number, Names.portNumber(number));
            }
            long hostPort = port.number("hostPort", 0);
            report.complain(at.child("hostPort"), hostPort, hostPort == 0 ? List.of() : Names.portNumber(hostPort));
            report.oneOf(at, port, "protocol", PROTOCOLS);
        });
    }

    private void hostPorts(FieldPath path, JsonObject container, Set<String> taken) {
        Lists.each(path, container, "ports", (at, port) -> {
            long hostPort = port.number("hostPort", 0);
            String key = port.string("protocol") + "/" + port.string("hostIP") + "/" + hostPort;
            if (hostPort != 0 && !taken.add(key)) {
                report.add(FieldError.duplicate(at.child("hostPort"), key));
            }
            if (spec.bool("hostNetwork") && hostPort != 0 && hostPort != port.number("containerPort", 0)) {
                report.invalid(at.child("hostPort"), hostPort, "must match `containerPort` when `hostNetwork` is true");
            }
        });
    }

    private void resizePolicy(FieldPath path, JsonObject container) {
        Set<String> seen = new HashSet<>();
        boolean sidecar = container.string("restartPolicy").equals("Always");
        for (JsonObject policy : container.array("resizePolicy").objects()) {
            String resource = policy.string("resourceName");
            if (!seen.add(resource)) {
                report.add(FieldError.duplicate(path, resource));
            }
            oneOf(path, resource, RESIZABLE);
            String action = policy.string("restartPolicy");
            oneOf(path, action, RESIZE_ACTIONS);
            if (action.equals("RestartContainer")
                    && spec.string("restartPolicy").equals("Never")
                    && !sidecar) {
                report.invalid(path, action, "must be 'NotRequired' when `restartPolicy` is 'Never'");
            }
        }
    }

    private void oneOf(FieldPath path, String value, List<String> supported) {
        if (value.isEmpty()) {
            report.required(path, "");
        } else {
            report.supported(path, value, supported);
        }
    }

    private void restartPolicy(FieldPath path, JsonObject container) {
        report.oneOfIfPresent(path, container, "restartPolicy", RESTART_POLICIES);
        if (!container.array("restartPolicyRules").isEmpty() && !container.has("restartPolicy")) {
            report.required(path.child("restartPolicy"), "must specify restartPolicy when restart rules are used");
        }
    }

    private void init(FieldPath path, JsonObject container) {
        common(path, container);
        restartPolicy(path, container);
        hostPorts(path, container, new HashSet<>());
        if (container.string("restartPolicy").equals("Always")) {
            Probes.check(report, path, container, gracePeriod());
            return;
        }
        if (container.has("resizePolicy")) {
            report.invalid(
                    path.child("resizePolicy"), container.array("resizePolicy"), "must not be set for init containers");
        }
        for (String name : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.has(name)) {
                report.forbidden(path.child(name), "may not be set for init containers without restartPolicy=Always");
            }
        }
    }

    private void ephemeral(FieldPath path, JsonObject container) {
        List<String> others = new ArrayList<>();
        for (String list : List.of("containers", "initContainers")) {
            spec.array(list).objects().forEach(other -> others.add(other.string("name")));
        }
        common(path, container);
        String target = container.string("targetContainerName");
        if (!target.isEmpty() && !others.contains(target)) {
            report.add(FieldError.notFound(path.child("targetContainerName"), target));
        }
        for (String name :
                List.of("ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resizePolicy")) {
            if (container.has(name)) {
                report.forbidden(path.child(name), "cannot be set for an Ephemeral Container");
            }
        }
        if (!container.object("resources").isEmpty()) {
            report.forbidden(path.child("resources"), "cannot be set for an Ephemeral Container");
        }
    }
}
