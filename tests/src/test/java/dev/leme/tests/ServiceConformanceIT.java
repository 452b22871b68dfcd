package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.RealCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the conformance suite's descriptions of [sig-network] ask for, by kubectl on real containers. */
@Timeout(240)
class ServiceConformanceIT {

    /** Each of the two servers tells its name on ports 8080 and 8081. */
    private static final String MANIFESTS = """
            apiVersion: v1
            kind: Pod
            metadata: {name: um, labels: {app: par}}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: web
                image: busybox
                ports: [{name: first, containerPort: 8080}, {name: second, containerPort: 8081}]
                command:
                - sh
                - -c
                - hostname > /index.html; httpd -p 8080 -h /; httpd -f -p 8081 -h /
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: dois, labels: {app: par}}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: web
                image: busybox
                ports: [{name: first, containerPort: 8080}, {name: second, containerPort: 8081}]
                command:
                - sh
                - -c
                - hostname > /index.html; httpd -p 8080 -h /; httpd -f -p 8081 -h /
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: asker}
            spec:
              terminationGracePeriodSeconds: 0
              hostname: quem
              subdomain: pergunta
              dnsPolicy: None
              dnsConfig:
                nameservers: [10.43.0.10]
                searches: [default.svc.cluster.local, example.test]
                options: [{name: ndots, value: "2"}]
              containers: [{name: busybox, image: busybox, command: [sleep, "3600"]}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: par}
            spec: {selector: {app: par}, ports: [{name: a, port: 80, targetPort: 8080}, {name: b, port: 81, targetPort: second}]}
            """;

    private static @Nullable RealCluster cluster;
    private static Kubectl kubectl = new Kubectl(Path.of("kubectl"), Path.of("kubeconfig"));
    private static String node = "";

    @BeforeAll
    static void twoServersAndWhoAsks() throws IOException, InterruptedException {
        RealCluster started = RealCluster.start("sc", "busybox");
        cluster = started;
        kubectl = started.kubectl();
        node = started.namespace().address();
        kubectl.reading(MANIFESTS, "apply", "-f", "-").succeeded();
        kubectl.get("wait", "pod/um", "pod/dois", "pod/asker", "--for=condition=Ready", "--timeout=180s");
        Await.until("both endpoints", () -> addresses("par").size() == 2);
    }

    @AfterAll
    static void nothingIsLeft() throws IOException, InterruptedException {
        RealCluster ending = cluster;
        if (ending != null) {
            ending.end();
        }
    }

    private static Set<String> addresses(String service) {
        String found = kubectl.run(
                        "get", "endpoints", service, "-o", "jsonpath={.subsets[*].addresses[*].targetRef.name}")
                .out();
        return new TreeSet<>(Arrays.asList(found.strip().split("\\s+")));
    }

    private static String asked(String address) {
        return kubectl.run("exec", "asker", "--", "timeout", "5", "wget", "-q", "-O-", "http://" + address + "/")
                .out()
                .strip();
    }

    private static void answers(String address) {
        Await.until(address + " answers", () -> Set.of("um", "dois").contains(asked(address)));
    }

    private static void silent(String address) {
        Await.until(address + " is closed", () -> asked(address).isEmpty());
    }

    private static String of(String service, String path) {
        return kubectl.get("get", "service", service, "-o", "jsonpath={" + path + "}");
    }

    private static void patch(String service, String spec) {
        kubectl.get("patch", "service", service, "--type=merge", "-p", "{\"spec\":" + spec + "}");
    }

    private static void finds(String expected, String name) {
        Await.until(
                name + " is " + expected,
                () -> kubectl.run("exec", "asker", "--", "nslookup", name).out().contains(expected));
    }

    @Test
    void podAndService_askedThroughTheServer_answer() {
        Await.until("the Service", () -> Set.of("um", "dois").contains(raw("services/par:80/proxy/")));
        assertTrue(Set.of("um", "dois").contains(raw("services/http:par:b/proxy/index.html")));
        assertEquals("um", raw("pods/um/proxy/"));
        assertEquals("dois", raw("pods/dois:8081/proxy/index.html"));
        assertEquals("um", raw("pods/um:8080/proxy"));
        assertFalse(kubectl.run("get", "--raw", path("pods/um:8082/proxy/")).exitCode() == 0);
    }

    private static String path(String rest) {
        return "/api/v1/namespaces/default/" + rest;
    }

    private static String raw(String rest) {
        return kubectl.run("get", "--raw", path(rest)).out().strip();
    }

    @Test
    void pod_withItsOwnNameAndResolvers_isToldSo() {
        String resolver = kubectl.get("exec", "asker", "--", "cat", "/etc/resolv.conf");
        for (String line :
                List.of("nameserver 10.43.0.10", "search default.svc.cluster.local example.test", "options ndots:2")) {
            assertTrue(resolver.contains(line), resolver);
        }
        String hosts = kubectl.get("exec", "asker", "--", "cat", "/etc/hosts");
        assertTrue(hosts.contains("quem.pergunta.default.svc.cluster.local\tquem"), hosts);
        assertEquals("quem", kubectl.get("exec", "asker", "--", "hostname").strip());
    }

    @Test
    void type_changedThroughAll_isReachedAsItSays() {
        kubectl.get("create", "service", "externalname", "muda", "--external-name=par.default.svc.cluster.local");
        finds("canonical name = par.default.svc.cluster.local", "muda");
        patch("muda", "{\"externalName\":\"kubernetes.default.svc.cluster.local\"}");
        finds("canonical name = kubernetes.default.svc.cluster.local", "muda");

        patch(
                "muda",
                "{\"type\":\"NodePort\",\"externalName\":null,\"selector\":{\"app\":\"par\"},"
                        + "\"ports\":[{\"port\":80,\"targetPort\":8080}]}");
        String port = of("muda", ".spec.ports[0].nodePort");
        Stream.of("muda", of("muda", ".spec.clusterIP"), node + ":" + port).forEach(ServiceConformanceIT::answers);

        patch("muda", "{\"type\":\"ExternalName\",\"externalName\":\"par.default.svc.cluster.local\"}");
        assertEquals("", of("muda", ".spec.clusterIP") + of("muda", ".spec.ports[0].nodePort"));
        silent(node + ":" + port);
        finds("canonical name = par.default.svc.cluster.local", "muda");

        patch("muda", "{\"type\":\"ClusterIP\",\"externalName\":null}");
        finds("Address: " + of("muda", ".spec.clusterIP"), "muda");
        answers("muda");
    }

    @Test
    void ports_ofAMultiportService_followItsPods() {
        answers("par");
        answers("par:81");
        kubectl.get("label", "pod", "dois", "app-");
        Await.until("one is left", () -> addresses("par").equals(Set.of("um")));
        Await.until(
                "it alone answers",
                () -> asked("par").equals("um") && asked("par:81").equals("um"));
        kubectl.get("label", "pod", "dois", "app=par");
        Await.until("both are back", () -> addresses("par").equals(Set.of("dois", "um")));
    }

    @Test
    void affinity_switchedOnAndOff_holdsClientsOrNot() {
        kubectl.get("expose", "pod", "um", "--name=fiel", "--port=80", "--target-port=8080", "--selector=app=par");
        patch("fiel", "{\"type\":\"NodePort\"}");
        Await.until("both answer", () -> servers("fiel").size() == 2);
        patch("fiel", "{\"sessionAffinity\":\"ClientIP\"}");
        String outside = node + ":" + of("fiel", ".spec.ports[0].nodePort");
        for (String address : List.of("fiel", outside)) {
            Await.until(address + " holds its clients", () -> servers(address).size() == 1);
        }
        patch("fiel", "{\"sessionAffinity\":\"None\"}");
        Await.until("both answer again", () -> servers("fiel").size() == 2);
    }

    /** Who answers twelve connections, of which chance sends all to one of two once in two thousand times. */
    private static Set<String> servers(String address) {
        String said = kubectl.run(
                        "exec",
                        "asker",
                        "--",
                        "sh",
                        "-c",
                        "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do timeout 5 wget -q -O- http://" + address + "/; done")
                .out();
        return new TreeSet<>(Arrays.asList(said.strip().split("\\s+")));
    }

    /** Nothing selects these endpoints: who wrote the slices says where the Service leads. */
    @Test
    void slices_writtenByHand_areServedEachOnItsPorts() {
        String um = kubectl.get("get", "pod", "um", "-o", "jsonpath={.status.podIP}");
        String dois = kubectl.get("get", "pod", "dois", "-o", "jsonpath={.status.podIP}");
        kubectl.reading(
                        """
                        {"apiVersion":"v1","kind":"List","items":[
                         {"apiVersion":"v1","kind":"Service","metadata":{"name":"mao"},
                          "spec":{"ports":[{"name":"a","port":80},{"name":"b","port":81}]}},
                         %s,%s]}
                        """.formatted(slice("mao-a", "a", 8080, um), slice("mao-b", "b", 8081, dois)),
                        "apply",
                        "-f",
                        "-")
                .succeeded();
        Await.until("the first slice", () -> asked("mao").equals("um"));
        Await.until("the second", () -> asked("mao:81").equals("dois"));
    }

    private static String slice(String name, String portName, int port, String address) {
        return """
                {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",
                 "metadata":{"name":"%s","labels":{"kubernetes.io/service-name":"mao"}},
                 "ports":[{"name":"%s","port":%d}],"endpoints":[{"addresses":["%s"]}]}
                """.formatted(name, portName, port, address);
    }

    @Test
    void kubernetes_theServersOwnService_isFoundEverywhereWithItsEndpoints() {
        String all = kubectl.get("get", "services", "-A");
        assertTrue(all.lines().anyMatch(line -> line.matches("default +kubernetes +ClusterIP .*443/TCP.*")), all);
        assertEquals(
                node, kubectl.get("get", "endpoints", "kubernetes", "-o", "jsonpath={.subsets[0].addresses[0].ip}"));
        assertTrue(kubectl.get(
                        "get",
                        "endpointslices",
                        "-l",
                        "kubernetes.io/service-name=kubernetes",
                        "-o",
                        "jsonpath={.items[*].endpoints[*].addresses[*]}")
                .contains(node));
        finds("Address: 10.43.0.1", "kubernetes.default.svc.cluster.local.");
    }
}
