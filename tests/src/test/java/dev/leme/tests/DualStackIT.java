package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leme.cli.network.HostNetworks;
import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.Program;
import dev.leme.tests.machine.RealCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pods, Services and names of both families of addresses, over real packets. Skipped where the kernel has no IPv6. */
@Timeout(180)
class DualStackIT {

    private static final String MANIFESTS = """
            apiVersion: v1
            kind: Service
            metadata: {name: plain}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: six}
            spec: {ipFamilies: [IPv6], selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: both}
            spec: {type: LoadBalancer, ipFamilyPolicy: RequireDualStack, selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: webs}
            spec: {clusterIP: None, ipFamilyPolicy: PreferDualStack, selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: nobody}
            spec: {ipFamilies: [IPv6], selector: {app: nobody}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {app: web}}
            spec:
              terminationGracePeriodSeconds: 0
              hostname: web-0
              subdomain: webs
              containers:
              - name: httpd
                image: busybox
                command: [sh, -c, "echo dual >/tmp/index.html; exec busybox httpd -f -p 80 -h /tmp"]
                ports: [{containerPort: 80, hostPort: 8088}]
                readinessProbe: {httpGet: {port: 80}, periodSeconds: 1}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: asker}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: busybox
                image: busybox
                command: [sleep, "3600"]
                env:
                - {name: PODS, valueFrom: {fieldRef: {fieldPath: status.podIPs}}}
                - {name: HOSTS, valueFrom: {fieldRef: {fieldPath: status.hostIPs}}}
            """;

    private static @Nullable RealCluster cluster;
    private static Kubectl kubectl = new Kubectl(Path.of("kubectl"), Path.of("kubeconfig"));
    private static List<String> node = List.of();

    @BeforeAll
    static void podsAndServices() throws IOException, InterruptedException {
        assumeTrue(HostNetworks.hasIpv6(), "needs IPv6");
        RealCluster started = RealCluster.start("ds", "busybox");
        cluster = started;
        kubectl = started.kubectl();
        node = started.namespace().network().addresses();
        kubectl.reading(MANIFESTS, "apply", "-f", "-").succeeded();
        kubectl.get("wait", "pod/web", "pod/asker", "--for=condition=Ready", "--timeout=60s");
        Await.until("an address for everyone", () -> balancers().size() == 2);
    }

    @AfterAll
    static void nothingIsLeft() throws IOException, InterruptedException {
        RealCluster ending = cluster;
        if (ending != null) {
            ending.end();
        }
    }

    /** Words of a jsonpath. */
    private static List<String> shown(String object, String path) {
        String text = kubectl.get("get", object, "-o", "jsonpath={" + path + "}");
        return text.isBlank() ? List.of() : List.of(text.split(" "));
    }

    private static List<String> balancers() {
        return shown("service/both", ".status.loadBalancer.ingress[*].ip");
    }

    private static List<String> podIps(String pod) {
        return shown("pod/" + pod, ".status.podIPs[*].ip");
    }

    private static String inPod(String pod, String... command) {
        List<String> words = new ArrayList<>(List.of("exec", pod, "--"));
        words.addAll(List.of(command));
        Program.Result result = kubectl.run(words.toArray(String[]::new));
        return result.out() + result.err();
    }

    private static String url(String address, int port) {
        return "http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port + "/";
    }

    /** From a pod, until it is answered. */
    private static void awaitAnswer(String pod, String address) {
        Await.until(
                pod + " reaches " + address,
                () -> inPod(pod, "timeout", "5", "wget", "-q", "-O-", url(address, 80))
                        .equals("dual\n"));
    }

    /** From the other end of the node's link, until it is answered. */
    private static void awaitAnswerOutside(String address, int port) {
        Await.until(
                "the network reaches " + address + " port " + port,
                () -> Program.run("timeout", "5", "busybox", "wget", "-q", "-O-", url(address, port))
                        .out()
                        .equals("dual\n"));
    }

    private static void assertFamilies(List<String> addresses, String... families) {
        List<String> found = addresses.stream()
                .map(address -> address.contains(":") ? "IPv6" : "IPv4")
                .toList();
        assertEquals(List.of(families), found, addresses::toString);
    }

    @Test
    void nodeAndPod_haveAddressesOfBoth_thatOfIpv4First() {
        assertEquals(node, shown("node", ".items[0].status.addresses[?(@.type==\"InternalIP\")].address"));
        assertFamilies(shown("node", ".items[0].spec.podCIDRs[*]").stream().toList(), "IPv4", "IPv6");
        assertFamilies(shown("servicecidr/kubernetes", ".spec.cidrs[*]"), "IPv4", "IPv6");
        List<String> own = podIps("asker");
        assertFamilies(own, "IPv4", "IPv6");
        assertEquals(List.of(own.getFirst()), shown("pod/asker", ".status.podIP"));
        assertEquals(node, shown("pod/asker", ".status.hostIPs[*].ip"));
        String environment = inPod("asker", "env");
        assertTrue(environment.contains("PODS=" + String.join(",", own) + "\n"), environment);
        assertTrue(environment.contains("HOSTS=" + String.join(",", node) + "\n"), environment);
        String hosts = inPod("asker", "cat", "/etc/hosts");
        own.forEach(address -> assertTrue(hosts.contains(address + "\tasker\n"), hosts));
    }

    @Test
    void service_hasAddressesAndSlicesOfItsFamilies() {
        assertFamilies(shown("service/plain", ".spec.clusterIPs[*]"), "IPv4");
        assertFamilies(shown("service/six", ".spec.clusterIPs[*]"), "IPv6");
        assertFamilies(shown("service/both", ".spec.clusterIPs[*]"), "IPv4", "IPv6");
        assertFamilies(balancers(), "IPv4", "IPv6");
        Await.until("a slice a family", () -> slices("both").equals(podIps("web")));
        Await.until("one of IPv4", () -> slices("plain").equals(podIps("web").subList(0, 1)));
        Await.until("one of IPv6", () -> slices("six").equals(podIps("web").subList(1, 2)));
    }

    /** The endpoints' addresses, those of IPv4 first. */
    private static List<String> slices(String service) {
        String addresses = kubectl.get(
                "get",
                "endpointslice",
                "-l",
                "kubernetes.io/service-name=" + service,
                "--sort-by=.addressType",
                "-o",
                "jsonpath={.items[*].endpoints[*].addresses[*]}");
        return addresses.isBlank() ? List.of() : List.of(addresses.split(" "));
    }

    private static void awaitName(String name, String... found) {
        for (String each : found) {
            Await.until(
                    name + " is " + each, () -> inPod("asker", "nslookup", name).contains(each));
        }
    }

    @Test
    void names_haveAddressesOfBoth_andAddressesHaveNames() {
        awaitName("both", shown("service/both", ".spec.clusterIPs[*]").toArray(String[]::new));
        awaitName("webs", podIps("web").toArray(String[]::new));
        awaitName("web-0.webs", podIps("web").toArray(String[]::new));
        awaitName(podIps("web").getLast(), "name = web-0.webs.default.svc.cluster.local");
        awaitName(shown("service/six", ".spec.clusterIP").getFirst(), "name = six.default.svc.cluster.local");
    }

    @Test
    void pod_reachesPodsAndServices_overBoth_alsoItself() {
        List<String> names = List.of("plain", "six", "both", "webs", "web-0.webs");
        names.forEach(name -> awaitAnswer("asker", name));
        podIps("web").forEach(address -> awaitAnswer("asker", address));
        shown("service/both", ".spec.clusterIPs[*]").forEach(address -> awaitAnswer("asker", address));
        balancers().forEach(address -> awaitAnswer("asker", address));
        shown("service/both", ".spec.clusterIPs[*]").forEach(address -> awaitAnswer("web", address));
    }

    @Test
    void network_reachesBalancersNodePortsAndHostPorts_overBoth() {
        balancers().forEach(address -> awaitAnswerOutside(address, 80));
        int port = Integer.parseInt(
                shown("service/both", ".spec.ports[0].nodePort").getFirst());
        node.forEach(address -> awaitAnswerOutside(address, port));
        node.forEach(address -> awaitAnswerOutside(address, 8088));
    }

    @Test
    void serviceOfIpv6_withoutEndpoints_refuses() {
        String nobody = shown("service/nobody", ".spec.clusterIP").getFirst();
        Await.until(
                "it refuses",
                () -> inPod("asker", "timeout", "5", "wget", "-q", "-O-", url(nobody, 80))
                        .contains("Connection refused"));
    }

    @Test
    void whatLeavesTheCluster_findsNoWay() {
        String said = inPod("asker", "timeout", "20", "wget", "-q", "-O-", "http://[2001:db8::1]/");
        assertTrue(said.contains("Network is unreachable"), said);
    }

    @Test
    void why_ofAServiceOfBoth_seesThePodUnderBoth() {
        String in = "pod web is in: " + String.join(", ", podIps("web"));
        Await.until(
                "it is well",
                () -> kubectl.get("get", "--raw", "/leme/v1/why/service/both?namespace=default")
                        .contains(in));
    }
}
