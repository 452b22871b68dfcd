package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a pod's wishes about its node must hold: affinity, tolerations, spreading. */
final class Placement {

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private Placement() {}

    static void check(Report report, FieldPath path, JsonObject spec) {
        Metadata.labels(report, path.child("nodeSelector"), spec.object("nodeSelector"));
        FieldPath affinity = path.child("affinity");
        nodeAffinity(
                report, affinity.child("nodeAffinity"), spec.object("affinity").object("nodeAffinity"));
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            podAffinity(report, affinity.child(kind), spec.object("affinity").object(kind));
        }
        tolerations(report, path, spec);
        spreading(report, path, spec);
    }

    private static void nodeAffinity(Report report, FieldPath path, JsonObject affinity) {
        if (affinity.has(REQUIRED)) {
            nodeSelector(report, path.child(REQUIRED), affinity.object(REQUIRED));
        }
        Lists.each(path, affinity, PREFERRED, (at, term) -> {
            weight(report, at, term);
            nodeTerm(report, at.child("preference"), term.object("preference"));
        });
    }

    /** Also what a volume's node affinity holds. */
    static void nodeSelector(Report report, FieldPath path, JsonObject selector) {
        if (selector.array("nodeSelectorTerms").isEmpty()) {
            report.required(path.child("nodeSelectorTerms"), "must have at least one node selector term");
        }
        Lists.each(path, selector, "nodeSelectorTerms", (at, term) -> nodeTerm(report, at, term));
    }

    private static void nodeTerm(Report report, FieldPath path, JsonObject term) {
        Lists.each(path, term, "matchExpressions", (at, expression) -> nodeExpression(report, at, expression));
        Lists.each(path, term, "matchFields", (at, expression) -> {
            if (!expression.string("key").equals("metadata.name")) {
                report.invalid(at.child("key"), expression.string("key"), "not a valid field selector key");
            }
        });
    }

    private static void nodeExpression(Report report, FieldPath path, JsonObject expression) {
        int values = expression.array("values").size();
        String operator = expression.string("operator");
        switch (operator) {
            case "In", "NotIn" -> {
                if (values == 0) {
                    report.required(path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (values > 0) {
                    report.forbidden(
                            path.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            case "Gt", "Lt" -> {
                if (values != 1) {
                    report.required(
                            path.child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default -> report.invalid(path.child("operator"), operator, "not a valid selector operator");
        }
        report.complain(path.child("key"), expression.string("key"), Names.qualified(expression.string("key")));
    }

    private static void weight(Report report, FieldPath path, JsonObject term) {
        long weight = term.number("weight", 0);
        if (weight <= 0 || weight > 100) {
            report.invalid(path.child("weight"), weight, "must be in the range 1-100");
        }
    }

    private static void podAffinity(Report report, FieldPath path, JsonObject affinity) {
        Lists.each(path, affinity, REQUIRED, (at, term) -> podTerm(report, at, term));
        Lists.each(path, affinity, PREFERRED, (at, term) -> {
            weight(report, at, term);
            podTerm(report, at.child("podAffinityTerm"), term.object("podAffinityTerm"));
        });
    }

    private static void podTerm(Report report, FieldPath path, JsonObject term) {
        LabelSelectors.check(report, path.child("labelSelector"), term.object("labelSelector"));
        LabelSelectors.check(report, path.child("namespaceSelector"), term.object("namespaceSelector"));
        for (String namespace : term.array("namespaces").strings()) {
            report.complain(path.child("namespace"), namespace, Names.label(namespace));
        }
        String key = term.string("topologyKey");
        if (key.isEmpty()) {
            report.required(path.child("topologyKey"), "can not be empty");
        }
        report.complain(path.child("topologyKey"), key, Names.qualified(key));
    }

    static void tolerations(Report report, FieldPath path, JsonObject spec) {
        Lists.each(path, spec, "tolerations", (at, toleration) -> toleration(report, at, toleration));
    }

    private static void toleration(Report report, FieldPath path, JsonObject toleration) {
        String key = toleration.string("key");
        String operator = toleration.string("operator");
        String effect = toleration.string("effect");
        if (!key.isEmpty()) {
            report.complain(path.child("key"), key, Names.qualified(key));
        } else if (!operator.equals("Exists")) {
            report.invalid(
                    path.child("operator"),
                    operator,
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }
        if (toleration.has("tolerationSeconds") && !effect.equals("NoExecute")) {
            report.invalid(path.child("effect"), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
        tolerationValue(report, path.child("operator"), operator, toleration.string("value"));
        if (!effect.isEmpty()) {
            report.oneOf(path, toleration, "effect", EFFECTS);
        }
    }

    private static void tolerationValue(Report report, FieldPath path, String operator, String value) {
        switch (operator) {
            case "Equal", "" -> {
                List<String> complaints = Names.labelValue(value);
                if (!complaints.isEmpty()) {
                    report.invalid(path, value, String.join(";", complaints));
                }
            }
            case "Exists" -> {
                if (!value.isEmpty()) {
                    report.invalid(path, value, "value must be empty when `operator` is 'Exists'");
                }
            }
            default -> report.add(FieldError.notSupported(path, operator, List.of("Equal", "Exists")));
        }
    }

    private static void spreading(Report report, FieldPath path, JsonObject spec) {
        Set<String> seen = new HashSet<>();
        Lists.each(path, spec, "topologySpreadConstraints", (at, constraint) -> {
            if (constraint.number("maxSkew", 0) <= 0) {
                report.invalid(at.child("maxSkew"), constraint.number("maxSkew", 0), "must be greater than zero");
            }
            String key = constraint.string("topologyKey");
            if (key.isEmpty()) {
                report.required(at.child("topologyKey"), "can not be empty");
            } else {
                report.complain(at.child("topologyKey"), key, Names.qualified(key));
            }
            report.oneOf(at, constraint, "whenUnsatisfiable", List.of("DoNotSchedule", "ScheduleAnyway"));
            String pair = "{" + key + ", " + constraint.string("whenUnsatisfiable") + "}";
            if (!seen.add(pair)) {
                report.add(FieldError.duplicate(at.child("{topologyKey, whenUnsatisfiable}"), pair));
            }
            LabelSelectors.check(report, at.child("labelSelector"), constraint.object("labelSelector"));
        });
    }

    /** A node's taints. */
    static void taints(Report report, FieldPath path, JsonObject spec) {
        Set<String> seen = new HashSet<>();
        Lists.each(path, spec, "taints", (at, taint) -> {
            report.complain(at.child("key"), taint.string("key"), Names.qualified(taint.string("key")));
            report.complain(at.child("value"), taint.string("value"), Names.labelValue(taint.string("value")));
            report.oneOf(at, taint, "effect", EFFECTS);
            if (!seen.add(taint.string("key") + ":" + taint.string("effect"))) {
                report.add(FieldError.duplicate(at, taint));
            }
        });
    }
}
