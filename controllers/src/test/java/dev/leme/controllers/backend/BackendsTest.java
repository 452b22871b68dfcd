package dev.leme.controllers.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.json.JsonObject;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.backend.Backends.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendsTest {

    private static Service service(String spec) {
        return Service.of(TestCluster.object(
                "{'apiVersion':'v1','kind':'Service','metadata':{'name':'s','namespace':'d'},'spec':" + spec + "}"));
    }

    private static Pod pod(String name, String more, String status) {
        return Pod.of(TestCluster.object("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name
                + "','namespace':'d','uid':'u'" + more + "},'spec':{'nodeName':'n1','containers':[{'name':'c','ports':"
                + "[{'name':'http','containerPort':8080,'protocol':'TCP'}]}]},'status':" + status + "}"));
    }

    private static String status(String phase, boolean ready) {
        return "{'phase':'" + phase
                + "','podIP':'10.42.0.9','podIPs':[{'ip':'10.42.0.9'},{'ip':'fd00::9'}],'conditions':"
                + "[{'type':'Ready','status':'" + (ready ? "True" : "False") + "'}]}";
    }

    private static List<Group> plan(Service service, Pod... pods) {
        return Backends.plan(
                service, List.of(pods), "IPv4", node -> Map.of("n1", "z1").getOrDefault(node, ""));
    }

    /** Columns: publishNotReadyAddresses, ready, being deleted, phase; ready, serving and terminating, or none. */
    @ParameterizedTest
    @CsvSource({
        "false, true, false, Running, true true false",
        "false, false, false, Running, false false false",
        "false, true, true, Running, false true true",
        "false, false, true, Running, false false true",
        "true, false, false, Running, true false false",
        "true, true, true, Running, true true true",
        "false, false, false, Succeeded, none",
        "true, false, false, Failed, none",
        "false, false, false, Pending, false false false"
    })
    void conditions_followThePod(boolean publish, boolean ready, boolean deleting, String phase, String expected) {
        Pod pod = pod("p", deleting ? ",'deletionTimestamp':'2026-01-01T00:00:00Z'" : "", status(phase, ready));
        List<Group> groups = plan(service("{'publishNotReadyAddresses':" + publish + ",'ports':[{'port':80}]}"), pod);
        List<String> seen = new ArrayList<>();
        groups.forEach(group -> group.endpoints()
                .forEach(endpoint -> seen.add(endpoint.conditions().ready() + " "
                        + endpoint.conditions().serving() + " "
                        + endpoint.conditions().terminating())));
        assertEquals(expected.equals("none") ? List.of() : List.of(expected), seen);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    PreferSameZone | {"forZones":[{"name":"z1"}]}
                    PreferClose | {"forZones":[{"name":"z1"}]}
                    PreferSameNode | {"forZones":[{"name":"z1"}],"forNodes":[{"name":"n1"}]}
                    """)
    void hints_followTheTrafficDistribution(String distribution, String hints) {
        List<Group> groups = plan(
                service("{'trafficDistribution':'" + distribution + "','ports':[{'port':80}]}"),
                pod("p", "", status("Running", true)));
        JsonObject endpoint = groups.getFirst().endpoints().getFirst().json();
        assertEquals(TestCluster.json(hints), endpoint.object("hints"));
        assertEquals("z1", endpoint.string("zone"));
    }

    @Test
    void family_ofTwo_hasItsOwnAddresses() {
        Service service = service("{'ports':[{'port':80}]}");
        Pod pod = pod("p", "", status("Running", true));
        List<Group> groups = Backends.plan(service, List.of(pod), "IPv6", node -> "");
        assertEquals(
                List.of("fd00::9"), groups.getFirst().endpoints().getFirst().addresses());
    }

    @Test
    void namedPorts_differFromPodToPod() {
        Pod other = Pod.of(
                pod("q", "", status("Running", true))
                        .object()
                        .with(
                                "spec",
                                TestCluster.json(
                                        "{'containers':[{'name':'c','ports':[{'name':'http','containerPort':9090,'protocol':'TCP'}]}]}")));
        List<Group> groups = plan(
                service("{'ports':[{'name':'web','port':80,'targetPort':'http','protocol':'TCP'}]}"),
                pod("p", "", status("Running", true)),
                other);
        assertEquals(
                List.of(8080, 9090),
                groups.stream().map(group -> group.ports().getFirst().port()).toList());
    }
}
