package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services as clients write them: types, addresses and node ports, and what a change of type keeps and clears. */
class ServiceApiTest {

    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String MERGE = "merge-patch+json";

    private static String service(String name, String spec) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec.replace('\'', '"') + "}";
    }

    private static ApiObject created(TestApi api, String name, String spec) {
        TestApi.Reply reply = api.post(SERVICES, service(name, spec));
        assertEquals(201, reply.status(), reply.text());
        return reply.object();
    }

    private static ApiObject patched(TestApi api, String name, String spec) {
        TestApi.Reply reply = api.patch(SERVICES + "/" + name, MERGE, "{\"spec\":" + spec.replace('\'', '"') + "}");
        assertEquals(200, reply.status(), reply.text());
        return reply.object();
    }

    private static Set<String> addresses(TestApi api) {
        return api.get("/apis/networking.k8s.io/v1/ipaddresses").json().array("items").objects().stream()
                .map(item -> item.object("metadata").string("name"))
                .collect(Collectors.toSet());
    }

    private static long nodePort(ApiObject service, int index) {
        return service.spec().array("ports").objects().get(index).number("nodePort", 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {'clusterIP':'10.43.5.5','ports':[{'port':80}]} | spec.clusterIPs: Invalid value: ["10.43.5.5"]: failed to allocate IP 10.43.5.5: provided IP is already allocated
                    {'clusterIP':'10.44.0.1','ports':[{'port':80}]} | spec.clusterIPs: Invalid value: ["10.44.0.1"]: failed to allocate IP 10.44.0.1: the provided network does not match the current range
                    {'clusterIP':'10.43.0.0','ports':[{'port':80}]} | spec.clusterIPs: Invalid value: ["10.43.0.0"]: failed to allocate IP 10.43.0.0: the provided IP (10.43.0.0) is not in the valid range. The range of valid IPs is 10.43.0.0/16
                    {'clusterIP':'10.43.255.255','ports':[{'port':80}]} | spec.clusterIPs: Invalid value: ["10.43.255.255"]: failed to allocate IP 10.43.255.255: the provided IP (10.43.255.255) is not in the valid range. The range of valid IPs is 10.43.0.0/16
                    {'clusterIP':'nowhere','ports':[{'port':80}]} | spec.clusterIPs[0]: Invalid value: "nowhere": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
                    {'clusterIPs':['10.43.5.6'],'ports':[{'port':80}]} | spec.clusterIPs: Invalid value: ["10.43.5.6"]: must be empty when `clusterIP` is not specified
                    {'clusterIP':'10.43.5.6','clusterIPs':['10.43.5.7'],'ports':[{'port':80}]} | spec.clusterIPs: Invalid value: ["10.43.5.7"]: first value must match `clusterIP`
                    {'type':'NodePort','ports':[{'port':80,'nodePort':30080}]} | spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated
                    {'type':'NodePort','ports':[{'port':80,'protocol':'UDP','nodePort':30080}]} | spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated
                    {'type':'NodePort','ports':[{'port':80,'nodePort':80}]} | spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767
                    {'type':'NodePort','clusterIP':'None','ports':[{'port':80}]} | spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for NodePort services
                    {'type':'LoadBalancer','ports':[{'port':10250}]} | spec.ports[0]: Invalid value: 10250: may not expose port 10250 externally since it is used by kubelet
                    {'type':'LoadBalancer','loadBalancerSourceRanges':['10.0.0.1'],'ports':[{'port':80}]} | spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.1": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
                    {'loadBalancerClass':'a.b/c','ports':[{'port':80}]} | spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'
                    {'externalIPs':['127.0.0.1'],'ports':[{'port':80}]} | spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)
                    {'type':'ExternalName'} | spec.externalName: Required value
                    {'type':'ExternalName','externalName':'a.b','ipFamilyPolicy':'SingleStack','ipFamilies':['IPv4']} | [spec.ipFamilies: Forbidden: may not be set for ExternalName services, spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services]
                    {'ipFamilies':['IPv6'],'ports':[{'port':80}]} | spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster
                    {'ipFamilyPolicy':'RequireDualStack','ports':[{'port':80}]} | spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services
                    {'sessionAffinity':'ClientIP','sessionAffinityConfig':{'clientIP':{'timeoutSeconds':90000}},'ports':[{'port':80}]} | spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 90000: must be greater than 0 and less than 86400
                    """)
    void create_wrong_isRefusedInUpstreamsWordsAndTakesNothing(String spec, String message) {
        try (TestApi api = new TestApi()) {
            created(api, "first", "{'type':'NodePort','clusterIP':'10.43.5.5','ports':[{'port':80,'nodePort':30080}]}");
            TestApi.Reply reply = api.post(SERVICES, service("second", spec));
            assertEquals(422, reply.status(), reply.text());
            assertEquals(
                    "Service \"second\" is invalid: " + message, reply.json().string("message"));
            assertEquals(Set.of("10.43.5.5"), addresses(api));
        }
    }

    @Test
    void addresses_givenByTheServer_comeOutOfTheUpperBand() {
        try (TestApi api = new TestApi()) {
            for (int i = 0; i < 50; i++) {
                ApiObject made = created(api, "s" + i, "{'type':'NodePort','ports':[{'port':80}]}");
                String address = made.spec().string("clusterIP");
                assertFalse(address.startsWith("10.43.0."), address);
                assertTrue(nodePort(made, 0) >= 30_086, made.toString());
            }
            assertEquals(50, addresses(api).size());
        }
    }

    @Test
    void create_twoProtocolsOnOnePort_haveOneNodePort() {
        try (TestApi api = new TestApi()) {
            ApiObject made = created(
                    api,
                    "dns",
                    "{'type':'NodePort','ports':[{'name':'a','port':53},{'name':'b','port':53,'protocol':'UDP'}]}");
            assertEquals(nodePort(made, 0), nodePort(made, 1));
        }
    }

    @Test
    void type_changedInEveryDirection_keepsAndClearsWhatUpstreamDoes() {
        try (TestApi api = new TestApi()) {
            ApiObject made = created(api, "web", "{'selector':{'app':'web'},'ports':[{'name':'http','port':80}]}");
            String address = made.spec().string("clusterIP");
            ApiObject open = patched(api, "web", "{'type':'NodePort'}");
            long port = nodePort(open, 0);
            assertTrue(port >= 30_000);
            assertEquals("Cluster", open.spec().string("externalTrafficPolicy"));
            assertEquals(address, open.spec().string("clusterIP"));

            ApiObject balanced = patched(api, "web", "{'type':'LoadBalancer','externalTrafficPolicy':'Local'}");
            assertEquals(port, nodePort(balanced, 0));
            long health = balanced.spec().number("healthCheckNodePort", 0);
            assertTrue(health >= 30_000 && health != port);
            assertTrue(balanced.spec().bool("allocateLoadBalancerNodePorts"));
            api.patch(
                    SERVICES + "/web/status",
                    MERGE,
                    "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.0.2.1\"}]}}}");

            ApiObject closed = patched(api, "web", "{'type':'ClusterIP'}");
            assertEquals(made.spec(), closed.spec());
            assertEquals(JsonObject.EMPTY, closed.status().object("loadBalancer"));

            ApiObject named = patched(api, "web", "{'type':'ExternalName','externalName':'db.example.com'}");
            for (String gone : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
                assertFalse(named.spec().has(gone), gone);
            }
            assertEquals(Set.of(), addresses(api));
            ApiObject back = patched(api, "web", "{'type':'NodePort','externalName':null}");
            assertEquals(Set.of(back.spec().string("clusterIP")), addresses(api));
        }
    }

    private static final Map<String, String> CHANGES = Map.of(
            "ClusterIP", "{'type':'ClusterIP','externalName':null}",
            "NodePort", "{'type':'NodePort','externalName':null}",
            "LoadBalancer", "{'type':'LoadBalancer','externalName':null}",
            "ExternalName", "{'type':'ExternalName','externalName':'db.example.com'}");

    /** The fields of each type alone that a Service has, whatever it was before (the internal policy stays, as upstream). */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ClusterIP    | clusterIP clusterIPs ipFamilies ipFamilyPolicy
                    NodePort     | clusterIP clusterIPs externalTrafficPolicy ipFamilies ipFamilyPolicy
                    LoadBalancer | allocateLoadBalancerNodePorts clusterIP clusterIPs externalTrafficPolicy ipFamilies ipFamilyPolicy
                    ExternalName | externalName
                    """)
    void type_changedFromAnyOther_isAsIfMadeSo(String type, String fields) {
        for (String before : CHANGES.keySet()) {
            try (TestApi api = new TestApi()) {
                created(api, "web", CHANGES.get(before).replace("}", ",'ports':[{'port':80}]}"));
                ApiObject changed = patched(api, "web", String.valueOf(CHANGES.get(type)));
                Set<String> names = new TreeSet<>(changed.spec().names());
                names.removeAll(Set.of("type", "ports", "sessionAffinity", "internalTrafficPolicy"));
                assertEquals(fields, String.join(" ", names), before + " to " + type);
                boolean outside = type.equals("NodePort") || type.equals("LoadBalancer");
                assertEquals(outside, nodePort(changed, 0) > 0, before + " to " + type);
                assertEquals(outside ? 1 : 0, api.stored("/registry/nodeports/").size(), before + " to " + type);
                assertEquals(
                        Set.copyOf(changed.spec().array("clusterIPs").strings()),
                        addresses(api),
                        before + " to " + type);
            }
        }
    }

    @Test
    void replace_withoutWhatWasAllocated_keepsIt() {
        try (TestApi api = new TestApi()) {
            String spec = "{'type':'NodePort','ports':[{'name':'a','port':80},{'name':'b','port':81}]}";
            ApiObject made = created(api, "web", spec);
            TestApi.Reply reply =
                    api.put(SERVICES + "/web", service("web", spec.replace("'port':80}", "'port':8080}")));
            assertEquals(200, reply.status(), reply.text());
            ApiObject replaced = reply.object();
            assertEquals(made.spec().string("clusterIP"), replaced.spec().string("clusterIP"));
            assertEquals(nodePort(made, 0), nodePort(replaced, 0));
            assertEquals(nodePort(made, 1), nodePort(replaced, 1));
        }
    }

    @Test
    void nodePort_leftByType_isFreeForAnotherAtOnce() {
        try (TestApi api = new TestApi()) {
            created(api, "one", "{'type':'NodePort','ports':[{'port':80,'nodePort':30007}]}");
            patched(api, "one", "{'type':'ClusterIP'}");
            created(api, "two", "{'type':'NodePort','ports':[{'port':80,'nodePort':30007}]}");
            api.delete(SERVICES + "/two", "");
            created(api, "three", "{'type':'LoadBalancer','ports':[{'port':80,'nodePort':30007}]}");
        }
    }

    @Test
    void balancer_withoutNodePorts_hasThoseItAskedFor() {
        try (TestApi api = new TestApi()) {
            ApiObject none = created(
                    api, "none", "{'type':'LoadBalancer','allocateLoadBalancerNodePorts':false,'ports':[{'port':80}]}");
            assertEquals(0, nodePort(none, 0));
            created(
                    api,
                    "fixed",
                    "{'type':'LoadBalancer','allocateLoadBalancerNodePorts':false,'ports':[{'port':80,'nodePort':30009}]}");
            TestApi.Reply taken =
                    api.post(SERVICES, service("other", "{'type':'NodePort','ports':[{'port':80,'nodePort':30009}]}"));
            assertEquals(422, taken.status());
        }
    }

    @Test
    void update_ofTheAddress_isRefused() {
        try (TestApi api = new TestApi()) {
            ApiObject made = created(api, "web", "{'ports':[{'port':80}]}");
            TestApi.Reply reply = api.patch(SERVICES + "/web", MERGE, "{\"spec\":{\"clusterIP\":\"10.43.77.7\"}}");
            assertEquals(
                    "Service \"web\" is invalid: spec.clusterIPs[0]: Invalid value: [\"10.43.77.7\"]: may not change once set",
                    reply.json().string("message"));
            assertEquals(Set.of(made.spec().string("clusterIP")), addresses(api));
        }
    }

    @Test
    void dryRun_givesAnAnswerAndTakesNothing() {
        try (TestApi api = new TestApi()) {
            TestApi.Reply reply = api.send(
                    "POST",
                    SERVICES,
                    "dryRun=All",
                    Map.of(),
                    service("web", "{'type':'NodePort','ports':[{'port':80}]}"));
            assertEquals(201, reply.status());
            assertNotEquals("", reply.object().spec().string("clusterIP"));
            assertEquals(Set.of(), addresses(api));
        }
    }

    /** Two families, IPv4 first. Columns: what is written; families, policy and the number of addresses that come of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {} | IPv4 | SingleStack | 1
                    {'ipFamilyPolicy':'SingleStack','ipFamilies':['IPv6']} | IPv6 | SingleStack | 1
                    {'ipFamilyPolicy':'PreferDualStack'} | IPv4,IPv6 | PreferDualStack | 2
                    {'ipFamilyPolicy':'PreferDualStack','ipFamilies':['IPv6']} | IPv6,IPv4 | PreferDualStack | 2
                    {'ipFamilyPolicy':'RequireDualStack','ipFamilies':['IPv6','IPv4']} | IPv6,IPv4 | RequireDualStack | 2
                    {'clusterIP':'fd00:43::99'} | IPv6 | SingleStack | 1
                    {'ipFamilyPolicy':'RequireDualStack','clusterIP':'fd00:43::99'} | IPv6,IPv4 | RequireDualStack | 2
                    {'clusterIP':'None'} | IPv4,IPv6 | RequireDualStack | 1
                    {'clusterIP':'None','selector':{'a':'b'}} | IPv4 | SingleStack | 1
                    {'clusterIP':'None','selector':{'a':'b'},'ipFamilyPolicy':'PreferDualStack'} | IPv4,IPv6 | PreferDualStack | 1
                    """)
    void dualStack_create_followsPolicyFamiliesAndAddresses(String spec, String families, String policy, int count) {
        try (TestApi api = new TestApi("10.43.0.0/16,fd00:43::/112")) {
            JsonObject asked =
                    ((JsonObject) Json.parse(spec.replace('\'', '"'))).with("ports", Json.parse("[{\"port\":80}]"));
            ApiObject made = created(api, "s", asked.toString());
            assertEquals(
                    families, String.join(",", made.spec().array("ipFamilies").strings()));
            assertEquals(policy, made.spec().string("ipFamilyPolicy"));
            assertEquals(count, made.spec().array("clusterIPs").size());
            boolean headless = made.spec().string("clusterIP").equals("None");
            assertEquals(
                    headless
                            ? Set.of()
                            : Set.copyOf(made.spec().array("clusterIPs").strings()),
                    addresses(api));
        }
    }

    @Test
    void dualStack_upgradedAndDowngraded_takesAndGivesBackTheSecond() {
        try (TestApi api = new TestApi("10.43.0.0/16,fd00:43::/112")) {
            ApiObject made = created(api, "s", "{'ports':[{'port':80}]}");
            ApiObject both = patched(api, "s", "{'ipFamilyPolicy':'PreferDualStack'}");
            assertEquals(2, addresses(api).size());
            assertTrue(both.spec().array("clusterIPs").strings().getLast().startsWith("fd00:43::"));
            TestApi.Reply refused = api.patch(
                    SERVICES + "/s",
                    MERGE,
                    "{\"spec\":{\"ipFamilies\":[\"IPv4\"],\"clusterIPs\":[\""
                            + made.spec().string("clusterIP") + "\"]}}");
            assertTrue(
                    refused.text().contains("must be 'SingleStack' to release the secondary cluster IP"),
                    refused.text());
            ApiObject one = patched(api, "s", "{'ipFamilyPolicy':'SingleStack'}");
            assertEquals(made.spec(), one.spec());
            assertEquals(Set.of(made.spec().string("clusterIP")), addresses(api));
        }
    }

    @Test
    void rangeOfAServiceCidr_isUsedWhenTheFirstIsFull() {
        try (TestApi api = new TestApi("10.43.0.0/29")) {
            for (int i = 0; i < 6; i++) {
                created(api, "s" + i, "{'ports':[{'port':80}]}");
            }
            TestApi.Reply full = api.post(SERVICES, service("more", "{'ports':[{'port':80}]}"));
            assertEquals(500, full.status());
            assertTrue(full.text().contains("failed to allocate a serviceIP: range is full"), full.text());
            TestApi.Reply added = api.post(
                    "/apis/networking.k8s.io/v1/servicecidrs",
                    "{\"metadata\":{\"name\":\"more\"},\"spec\":{\"cidrs\":[\"10.44.0.0/24\"]}}");
            assertEquals(201, added.status(), added.text());
            ApiObject more = created(api, "more", "{'ports':[{'port':80}]}");
            assertTrue(more.spec().string("clusterIP").startsWith("10.44.0."));
            api.delete("/apis/networking.k8s.io/v1/servicecidrs/more", "");
            assertEquals(
                    500,
                    api.post(SERVICES, service("last", "{'ports':[{'port':80}]}"))
                            .status());
        }
    }

    @Test
    void warning_toldWhenNothingIsSelected_namesTheNearestLabel() {
        try (TestApi api = new TestApi()) {
            api.post(
                    "/api/v1/namespaces/default/pods",
                    "{\"metadata\":{\"name\":\"p\",\"labels\":{\"app\":\"giropops\"}},\"spec\":{\"containers\":"
                            + "[{\"name\":\"c\",\"image\":\"i\",\"ports\":[{\"name\":\"http\",\"containerPort\":80}]}]}}");
            assertEquals(
                    "299 - \"spec.selector: no pod in namespace \\\"default\\\" has the label app=giropopz: did you mean"
                            + " app=giropops?\"",
                    warning(api, "one", "{'selector':{'app':'giropopz'},'ports':[{'port':80}]}"));
            assertEquals(
                    "299 - \"spec.ports[0].targetPort: no container of the selected pods has a port named \\\"web\\\";"
                            + " there is http\"",
                    warning(api, "two", "{'selector':{'app':'giropops'},'ports':[{'port':80,'targetPort':'web'}]}"));
            assertEquals(
                    "",
                    warning(api, "three", "{'selector':{'app':'giropops'},'ports':[{'port':80,'targetPort':'http'}]}"));
            api.post(
                    "/apis/apps/v1/namespaces/default/deployments",
                    "{\"metadata\":{\"name\":\"soon\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"soon\"}},"
                            + "\"template\":{\"metadata\":{\"labels\":{\"app\":\"soon\"}},\"spec\":{\"containers\":"
                            + "[{\"name\":\"c\",\"image\":\"i\"}]}}}}");
            assertEquals("", warning(api, "five", "{'selector':{'app':'soon'},'ports':[{'port':80}]}"));
            String named = warning(api, "four", "{'type':'ExternalName','externalName':'192.0.2.7'}");
            assertTrue(named.contains("is an address, but a CNAME record can only lead to a name"), named);
        }
    }

    private static String warning(TestApi api, String name, String spec) {
        TestApi.Reply reply =
                api.send("POST", SERVICES, "", Map.of("User-Agent", "kubectl/v1.36.0"), service(name, spec));
        assertEquals(201, reply.status(), reply.text());
        return reply.headers().getOrDefault("warning", "");
    }
}
