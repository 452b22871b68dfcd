package dev.leme.controllers.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.api.object.ApiObject;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.backend.Backends.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which endpoints are for which zones, by the zones' capacities. */
class TopologyHintsTest {

    /** A node for each word {@code zone=processors}; a minus in front is one that isn't ready, a plus one of the control plane. */
    private static List<ApiObject> nodes(String words) {
        List<ApiObject> nodes = new ArrayList<>();
        for (String word : words.split(" ")) {
            String zone = word.substring(0, word.indexOf('=')).replaceAll("[-+]", "");
            String role = word.startsWith("+") ? ",'node-role.kubernetes.io/control-plane':''" : "";
            nodes.add(TestCluster.object("""
                    {'apiVersion':'v1','kind':'Node','metadata':{'name':'n%d','labels':{%s%s}},
                     'status':{'allocatable':{'cpu':'%s'},'conditions':[{'type':'Ready','status':'%s'}]}}
                    """.formatted(
                            nodes.size(),
                            zone.isEmpty() ? "'a':'b'" : "'topology.kubernetes.io/zone':'" + zone + "'",
                            role,
                            word.substring(word.indexOf('=') + 1),
                            word.startsWith("-") ? "False" : "True")));
        }
        return nodes;
    }

    /** A ready endpoint for each letter, of the zone of that name; a capital isn't ready, a dot has no zone. */
    private static List<Group> endpoints(String letters) {
        List<Endpoint> endpoints =
                letters.chars().mapToObj(letter -> endpoint((char) letter)).toList();
        return List.of(new Group(List.of(EndpointPort.builder().port(80).build()), endpoints));
    }

    private static Endpoint endpoint(char letter) {
        Endpoint.Builder endpoint = Endpoint.builder()
                .addresses(List.of("10.0.0.1"))
                .conditions(conditions -> conditions.ready(!Character.isUpperCase(letter)));
        String zone = String.valueOf(Character.toLowerCase(letter));
        return letter == '.' ? endpoint.build() : endpoint.zone(zone).build();
    }

    private static String told(TopologyHints.Result result) {
        if (!result.problem().isEmpty()) {
            return result.problem();
        }
        Map<String, Integer> byWay = new TreeMap<>();
        for (Endpoint endpoint : result.groups().getFirst().endpoints()) {
            String to = endpoint.hints().forZones().isEmpty()
                    ? "nobody"
                    : endpoint.hints().forZones().getFirst().name();
            byWay.merge(endpoint.zone() + ">" + to, 1, Integer::sum);
        }
        return byWay.toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a=2 b=2           | aabb      | {a>a=2, b>b=2}
                    a=2 b=2           | aaab      | {a>a=2, a>b=1, b>b=1}
                    a=2 b=2           | aaabAB    | {a>a=2, a>b=1, a>nobody=1, b>b=1, b>nobody=1}
                    a=1 b=1 b=1       | aabb      | Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (4 endpoints, 2 zones)
                    a=1 b=1 b=1       | aaabbb    | {a>a=2, a>b=1, b>b=3}
                    a=2 b=2           | aaaa      | {a>a=2, a>b=2}
                    a=2 b=2           | ccaa      | {a>a=2, c>b=2}
                    a=2 b=2 c=2       | ab        | Insufficient number of endpoints (2 endpoints, 3 zones)
                    a=2 b=2           | aab.      | One or more endpoints do not have a zone specified
                    a=2 b=0           | aabb      | Insufficient Node information: allocatable CPU or zone not specified on one or more nodes
                    a=2 =2            | aabb      | Insufficient Node information: allocatable CPU or zone not specified on one or more nodes
                    a=2 a=2           | aabb      | Insufficient Node information: allocatable CPU or zone not specified on one or more nodes
                    a=2 b=2 -c=9      | aabb      | {a>a=2, b>b=2}
                    a=2 b=2 +c=9      | aabb      | {a>a=2, b>b=2}
                    a=2 b=2 c=2       | aaabbbccc | {a>a=3, b>b=3, c>c=3}
                    """)
    void endpoints_ofZones_areSharedOutByTheirCapacities(String nodes, String endpoints, String expected) {
        assertEquals(expected, told(TopologyHints.apply(endpoints(endpoints), ZoneCapacities.of(nodes(nodes)))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    'service.kubernetes.io/topology-mode':'Auto'                                                      | true
                    'service.kubernetes.io/topology-mode':'auto'                                                      | true
                    'service.kubernetes.io/topology-mode':'AUTO'                                                      | false
                    'service.kubernetes.io/topology-aware-hints':'auto'                                               | true
                    'service.kubernetes.io/topology-aware-hints':'disabled','service.kubernetes.io/topology-mode':'Auto' | false
                    """, quoteCharacter = '\0')
    void annotation_ofAService_asksForHints(String annotations, boolean wanted) {
        ApiObject service =
                TestCluster.object("{'kind':'Service','metadata':{'name':'s','annotations':{" + annotations + "}}}");
        assertEquals(wanted, TopologyHints.isWanted(service));
    }
}
