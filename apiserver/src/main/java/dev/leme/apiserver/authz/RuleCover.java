package dev.leme.apiserver.authz;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds out which part of some rules others don't grant already. */
final class RuleCover {

    private RuleCover() {}

    /** What {@code wanted} allows beyond {@code held}, as messages show it, sorted and without repetition. */
    static List<String> missing(List<PolicyRule> held, List<PolicyRule> wanted) {
        List<PolicyRule> lacking = new ArrayList<>();
        for (PolicyRule rule : wanted) {
            for (PolicyRule part : parts(rule)) {
                if (held.stream().noneMatch(owned -> covers(owned, part))) {
                    lacking.add(part);
                }
            }
        }
        TreeSet<String> described = new TreeSet<>();
        compact(lacking).forEach(rule -> described.add(rule.describe()));
        return List.copyOf(described);
    }

    /** A rule as the rules of one verb, one group, one resource and at most one name each that it is the product of. */
    private static List<PolicyRule> parts(PolicyRule rule) {
        List<PolicyRule> parts = new ArrayList<>();
        for (String verb : rule.verbs()) {
            for (String group : rule.groups()) {
                for (String resource : rule.resources()) {
                    if (rule.names().isEmpty()) {
                        parts.add(part(verb, group, resource, List.of()));
                    }
                    rule.names().forEach(name -> parts.add(part(verb, group, resource, List.of(name))));
                }
            }
            for (String url : rule.urls()) {
                parts.add(new PolicyRule(List.of(verb), List.of(), List.of(), List.of(), List.of(url)));
            }
        }
        return parts;
    }

    private static PolicyRule part(String verb, String group, String resource, List<String> names) {
        return new PolicyRule(List.of(verb), List.of(group), List.of(resource), names, List.of());
    }

    private static boolean covers(PolicyRule held, PolicyRule part) {
        if (!has(held.verbs(), part.verbs().getFirst())) {
            return false;
        }
        if (!part.urls().isEmpty()) {
            return coversUrl(held.urls(), part.urls().getFirst());
        }
        boolean named = held.names().isEmpty()
                || (!part.names().isEmpty() && held.names().containsAll(part.names()));
        return named
                && has(held.groups(), part.groups().getFirst())
                && coversResource(held.resources(), part.resources().getFirst());
    }

    private static boolean has(List<String> held, String value) {
        return held.contains("*") || held.contains(value);
    }

    private static boolean coversResource(List<String> held, String resource) {
        int slash = resource.indexOf('/');
        return has(held, resource) || (slash >= 0 && held.contains("*" + resource.substring(slash)));
    }

    private static boolean coversUrl(List<String> held, String url) {
        return held.stream()
                .anyMatch(own ->
                        own.equals(url) || (own.endsWith("*") && url.startsWith(own.substring(0, own.length() - 1))));
    }

    /** Puts the verbs for one resource together. */
    private static List<PolicyRule> compact(List<PolicyRule> parts) {
        Map<PolicyRule, List<String>> verbs = new LinkedHashMap<>();
        List<PolicyRule> rules = new ArrayList<>();
        for (PolicyRule part : parts) {
            if (part.names().isEmpty() && part.urls().isEmpty()) {
                PolicyRule key = new PolicyRule(List.of(), part.groups(), part.resources(), List.of(), List.of());
                List<String> known = verbs.computeIfAbsent(key, rule -> new ArrayList<>());
                if (!known.contains(part.verbs().getFirst())) {
                    known.add(part.verbs().getFirst());
                }
            } else {
                rules.add(part);
            }
        }
        verbs.forEach(
                (key, list) -> rules.add(new PolicyRule(list, key.groups(), key.resources(), List.of(), List.of())));
        return rules;
    }
}
