package dev.leme.controllers.backend;

import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointHints;
import dev.leme.api.object.ApiObject;
import dev.leme.controllers.backend.Backends.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shares a Service's ready endpoints out among the zones in the proportion of the zones' capacities, for
 * {@code service.kubernetes.io/topology-mode: Auto}: each stays with its own zone where it can. A pure function, with upstream's
 * conditions and texts.
 */
public final class TopologyHints {

    private static final String MODE = "service.kubernetes.io/topology-mode";
    private static final String OLD_MODE = "service.kubernetes.io/topology-aware-hints";
    /** How much more than its share an endpoint may have to bear. */
    private static final double OVERLOAD = 0.2;

    private final Map<String, Double> desired = new TreeMap<>();
    private final Map<String, Double> surplus = new TreeMap<>();

    private TopologyHints() {}

    /**
     * Endpoints with hints, or without any and why.
     *
     * @param problem why no hints were given; empty where they were
     */
    public record Result(List<Group> groups, String problem) {}

    /** Whether the Service asks for them. */
    public static boolean isWanted(ApiObject service) {
        Map<String, String> annotations = service.annotations();
        String mode = annotations.getOrDefault(OLD_MODE, annotations.getOrDefault(MODE, ""));
        return mode.equals("Auto") || mode.equals("auto");
    }

    /** The same endpoints with hints for zones. */
    public static Result apply(List<Group> groups, ZoneCapacities capacities) {
        List<Endpoint> ready = groups.stream()
                .flatMap(group -> group.endpoints().stream())
                .filter(endpoint -> endpoint.conditions().ready())
                .toList();
        TopologyHints hints = new TopologyHints();
        String problem = hints.share(ready, capacities.shares());
        return problem.isEmpty() ? new Result(hints.hinted(groups), "") : new Result(groups, problem);
    }

    private String share(List<Endpoint> ready, Map<String, Double> shares) {
        int count = ready.size();
        String sizes = " (" + count + " endpoints, " + shares.size() + " zones)";
        if (shares.isEmpty()) {
            return "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes";
        }
        if (shares.size() > count) {
            return "Insufficient number of endpoints" + sizes;
        }
        int least = 0;
        for (Map.Entry<String, Double> zone : shares.entrySet()) {
            double fair = zone.getValue() * count;
            int minimum = (int) Math.ceil(fair / (1 + OVERLOAD));
            least += minimum;
            desired.put(zone.getKey(), Math.max(fair, minimum));
        }
        if (least > count) {
            return "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold"
                    + sizes;
        }
        if (ready.stream().anyMatch(endpoint -> endpoint.zone().isEmpty())) {
            return "One or more endpoints do not have a zone specified";
        }
        desired.forEach((zone, wish) -> surplus.put(zone, -wish));
        ready.forEach(endpoint -> surplus.merge(endpoint.zone(), 1.0, Double::sum));
        return "";
    }

    /** Whole endpoints go from zones that have too many to those that lack some, the greatest first. */
    private Map<String, List<String>> moves() {
        Map<String, List<String>> moves = new TreeMap<>();
        while (true) {
            String giver = surplus.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            String taker = surplus.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            double gives = surplus.getOrDefault(giver, 0.0);
            double takes = -surplus.getOrDefault(taker, 0.0);
            if (gives <= 0 || takes <= 0 || gives < 1 && takes < 1) {
                return moves;
            }
            surplus.merge(giver, -1.0, Double::sum);
            surplus.merge(taker, 1.0, Double::sum);
            moves.computeIfAbsent(giver, zone -> new ArrayList<>()).add(taker);
        }
    }

    private List<Group> hinted(List<Group> groups) {
        Map<String, List<String>> moves = moves();
        return groups.stream()
                .map(group -> new Group(
                        group.ports(),
                        group.endpoints().stream()
                                .map(endpoint -> hinted(endpoint, moves))
                                .toList()))
                .toList();
    }

    private static Endpoint hinted(Endpoint endpoint, Map<String, List<String>> moves) {
        if (!endpoint.conditions().ready()) {
            return endpoint;
        }
        List<String> away = moves.getOrDefault(endpoint.zone(), List.of());
        String zone = away.isEmpty() ? endpoint.zone() : away.removeFirst();
        EndpointHints hints =
                EndpointHints.builder().addForZones(to -> to.name(zone)).build();
        return Endpoint.of(endpoint.json().with("hints", hints.json()));
    }
}
