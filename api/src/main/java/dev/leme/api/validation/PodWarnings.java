package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.quantity.Quantity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What deserves a warning in pods and in the templates that they are made from. */
final class PodWarnings {

    private static final Map<String, String> OLD_LABELS = Map.of(
            "beta.kubernetes.io/arch", "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
            "beta.kubernetes.io/os", "deprecated since v1.14; use \"kubernetes.io/os\" instead",
            "failure-domain.beta.kubernetes.io/region",
                    "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
            "failure-domain.beta.kubernetes.io/zone",
                    "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
            "beta.kubernetes.io/instance-type",
                    "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead");

    private final List<String> warnings;

    private PodWarnings(List<String> warnings) {
        this.warnings = warnings;
    }

    /** Adds the warnings about the pod's spec at {@code path}. */
    static void add(List<String> warnings, FieldPath path, JsonObject spec) {
        new PodWarnings(warnings).spec(path, spec);
    }

    private void spec(FieldPath path, JsonObject spec) {
        for (String label : new TreeSet<>(spec.object("nodeSelector").names())) {
            String old = OLD_LABELS.get(label);
            if (old != null) {
                warnings.add(path.child("nodeSelector").key(label) + ": " + old);
            }
        }
        if (spec.number("terminationGracePeriodSeconds", 0) < 0) {
            warnings.add(path.child("terminationGracePeriodSeconds")
                    + ": must be >= 0; negative values are invalid and will be treated as 1");
        }
        Lists.each(path, spec, "volumes", this::volume);
        Set<String> aliases = new HashSet<>();
        Lists.each(path, spec, "hostAliases", (at, alias) -> {
            if (!aliases.add(alias.string("ip"))) {
                warnings.add(at.child("ip") + ": duplicate ip " + FieldError.quote(alias.string("ip")));
            }
        });
        for (String list : List.of("containers", "initContainers")) {
            Lists.each(path, spec, list, this::container);
        }
    }

    private void volume(FieldPath path, JsonObject volume) {
        Map<String, String> old = Map.of(
                "gitRepo", "deprecated in v1.11",
                "glusterfs", "deprecated in v1.25, this feature will be completely removed in v1.26",
                "scaleIO", "deprecated in v1.16, non-functional in v1.22+",
                "flocker", "deprecated in v1.22, non-functional in v1.25+",
                "storageos", "deprecated in v1.22, non-functional in v1.25+",
                "quobyte", "deprecated in v1.22, non-functional in v1.25+",
                "cephfs", "deprecated in v1.28, non-functional in v1.31+",
                "rbd", "deprecated in v1.28, non-functional in v1.31+");
        old.forEach((type, text) -> {
            if (volume.has(type)) {
                warnings.add(path.child(type) + ": " + text);
            }
        });
    }

    private void container(FieldPath path, JsonObject container) {
        Map<String, FieldPath> names = new HashMap<>();
        Lists.each(path, container, "env", (at, variable) -> {
            String name = variable.string("name");
            if (names.put(name, at) != null && variable.string("value").indexOf("$(" + name + ")") < 0) {
                warnings.add(at + ": hides previous definition of " + FieldError.quote(name)
                        + ", which may be dropped when using apply");
            }
        });
        Map<String, FieldPath> ports = new HashMap<>();
        Lists.each(path, container, "ports", (at, port) -> {
            String key = port.string("protocol") + "/" + port.number("containerPort", 0);
            FieldPath first = ports.putIfAbsent(key, at);
            if (first != null) {
                warnings.add(at + ": duplicate port definition with " + first);
            }
        });
        for (String list : List.of("limits", "requests")) {
            JsonObject amounts = container.object("resources").object(list);
            for (String name : List.of("memory", "ephemeral-storage")) {
                fraction(path.child("resources").child(list).key(name), ResourceAmounts.quantity(amounts.get(name)));
            }
        }
    }

    private void fraction(FieldPath path, @Nullable Quantity amount) {
        if (amount != null && amount.milliValue() % 1000 != 0) {
            warnings.add(path + ": fractional byte value " + FieldError.quote(amount.toString())
                    + " is invalid, must be an integer");
        }
    }
}
