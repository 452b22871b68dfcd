package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.util.List;

/** What roles and bindings must hold, and what may change of them. */
final class Rbac {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final FieldPath ROLE_REF = FieldPath.of("roleRef");

    private Rbac() {}

    static void role(Report report, ApiObject role) {
        rules(report, role, true);
    }

    static void clusterRole(Report report, ApiObject role) {
        rules(report, role, false);
        JsonObject aggregation = role.json().object("aggregationRule");
        if (role.json().has("aggregationRule")
                && aggregation.array("clusterRoleSelectors").isEmpty()) {
            report.required(
                    FieldPath.of("aggregationRule", "clusterRoleSelectors"),
                    "at least one clusterRoleSelector required if aggregationRule is non-nil");
        }
    }

    private static void rules(Report report, ApiObject role, boolean namespaced) {
        List<JsonObject> rules = role.json().array("rules").objects();
        for (int i = 0; i < rules.size(); i++) {
            rule(report, FieldPath.of("rules").index(i), rules.get(i), namespaced);
        }
    }

    private static void rule(Report report, FieldPath path, JsonObject rule, boolean namespaced) {
        if (rule.array("verbs").isEmpty()) {
            report.required(path.child("verbs"), "verbs must contain at least one value");
        }
        boolean resources = !rule.array("apiGroups").isEmpty()
                || !rule.array("resources").isEmpty()
                || !rule.array("resourceNames").isEmpty();
        if (!rule.array("nonResourceURLs").isEmpty()) {
            if (namespaced) {
                report.invalid(
                        path.child("nonResourceURLs"),
                        rule.array("nonResourceURLs"),
                        "namespaced rules cannot apply to non-resource URLs");
            }
            if (resources) {
                report.invalid(
                        path.child("nonResourceURLs"),
                        rule.array("nonResourceURLs"),
                        "rules cannot apply to both regular resources and non-resource URLs");
            }
            return;
        }
        if (rule.array("apiGroups").isEmpty()) {
            report.required(path.child("apiGroups"), "resource rules must supply at least one api group");
        }
        if (rule.array("resources").isEmpty()) {
            report.required(path.child("resources"), "resource rules must supply at least one resource");
        }
    }

    static void roleBinding(Report report, ApiObject binding) {
        binding(report, binding, true, List.of("Role", "ClusterRole"));
    }

    static void clusterRoleBinding(Report report, ApiObject binding) {
        binding(report, binding, false, List.of("ClusterRole"));
    }

    private static void binding(Report report, ApiObject binding, boolean namespaced, List<String> kinds) {
        JsonObject reference = binding.json().object("roleRef");
        if (!reference.string("apiGroup").equals(GROUP)) {
            report.add(
                    FieldError.notSupported(ROLE_REF.child("apiGroup"), reference.string("apiGroup"), List.of(GROUP)));
        }
        if (!kinds.contains(reference.string("kind"))) {
            report.add(FieldError.notSupported(ROLE_REF.child("kind"), reference.string("kind"), kinds));
        }
        String name = reference.string("name");
        if (name.isEmpty()) {
            report.required(ROLE_REF.child("name"), "");
        } else {
            report.complain(ROLE_REF.child("name"), name, Names.pathSegment(name));
        }
        List<JsonObject> subjects = binding.json().array("subjects").objects();
        for (int i = 0; i < subjects.size(); i++) {
            subject(report, FieldPath.of("subjects").index(i), subjects.get(i), namespaced);
        }
    }

    private static void subject(Report report, FieldPath path, JsonObject subject, boolean namespaced) {
        String name = subject.string("name");
        report.requires(path, subject, "name");
        switch (subject.string("kind")) {
            case "ServiceAccount" -> {
                report.complain(path.child("name"), name, name.isEmpty() ? List.of() : Names.subdomain(name));
                if (!subject.string("apiGroup").isEmpty()) {
                    report.add(
                            FieldError.notSupported(path.child("apiGroup"), subject.string("apiGroup"), List.of("")));
                }
                if (!namespaced) {
                    report.requires(path, subject, "namespace");
                }
            }
            case "User", "Group" -> {
                if (!subject.string("apiGroup").equals(GROUP)) {
                    report.add(FieldError.notSupported(
                            path.child("apiGroup"), subject.string("apiGroup"), List.of(GROUP)));
                }
            }
            default ->
                report.add(FieldError.notSupported(
                        path.child("kind"), subject.string("kind"), List.of("ServiceAccount", "User", "Group")));
        }
    }

    static void bindingUpdate(Report report, ApiObject fresh, ApiObject old) {
        if (!fresh.json().object("roleRef").equals(old.json().object("roleRef"))) {
            report.invalid(ROLE_REF, fresh.json().object("roleRef"), "cannot change roleRef");
        }
    }
}
