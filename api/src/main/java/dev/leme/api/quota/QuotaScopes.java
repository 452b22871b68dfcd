package dev.leme.api.quota;

import dev.leme.api.defaults.QualityOfService;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which objects a quota with scopes is about: pods of a certain sort, and nothing else. */
public final class QuotaScopes {

    private static final List<String> AFFINITIES = List.of("podAffinity", "podAntiAffinity");
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    /** One demand; a scope that is only named demands {@code Exists}. */
    private record Demand(String scope, String operator, List<String> values) {}

    private QuotaScopes() {}

    /** Whether the quota counts this object. */
    public static boolean match(ApiObject quota, Resource resource, ApiObject object) {
        List<Demand> demands = demands(quota.spec());
        return demands.isEmpty()
                || (resource.equals(Resources.PODS)
                        && demands.stream().allMatch(demand -> matches(demand, object.spec())));
    }

    /** Whether the quota is about best-effort pods, which ask for nothing that could be demanded of them. */
    public static boolean isOfBestEffort(ApiObject quota) {
        return demands(quota.spec()).stream().anyMatch(demand -> demand.scope().equals("BestEffort"));
    }

    private static List<Demand> demands(JsonObject spec) {
        List<Demand> demands = new ArrayList<>();
        spec.array("scopes").strings().forEach(scope -> demands.add(new Demand(scope, "Exists", List.of())));
        spec.object("scopeSelector")
                .array("matchExpressions")
                .objects()
                .forEach(expression -> demands.add(new Demand(
                        expression.string("scopeName"),
                        expression.string("operator"),
                        expression.array("values").strings())));
        return demands;
    }

    private static boolean matches(Demand demand, JsonObject podSpec) {
        return switch (demand.scope()) {
            case "Terminating" -> podSpec.has("activeDeadlineSeconds");
            case "NotTerminating" -> !podSpec.has("activeDeadlineSeconds");
            case "BestEffort" -> isBestEffort(podSpec);
            case "NotBestEffort" -> !isBestEffort(podSpec);
            case "PriorityClass" -> hasPriority(demand, podSpec.string("priorityClassName"));
            case "CrossNamespacePodAffinity" -> looksIntoOtherNamespaces(podSpec.object("affinity"));
            default -> false;
        };
    }

    private static boolean isBestEffort(JsonObject podSpec) {
        return QualityOfService.of(podSpec).equals("BestEffort");
    }

    private static boolean hasPriority(Demand demand, String name) {
        return switch (demand.operator()) {
            case "Exists" -> !name.isEmpty();
            case "DoesNotExist" -> name.isEmpty();
            case "In" -> demand.values().contains(name);
            case "NotIn" -> !demand.values().contains(name);
            default -> false;
        };
    }

    private static boolean looksIntoOtherNamespaces(JsonObject affinity) {
        return AFFINITIES.stream()
                .flatMap(kind -> terms(affinity.object(kind)))
                .anyMatch(term -> !term.array("namespaces").isEmpty() || term.has("namespaceSelector"));
    }

    private static Stream<JsonObject> terms(JsonObject affinity) {
        return Stream.concat(
                affinity.array(REQUIRED).objects().stream(),
                affinity.array(PREFERRED).objects().stream().map(term -> term.object("podAffinityTerm")));
    }
}
