package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.Program;
import dev.leme.tests.machine.Project;
import dev.leme.tests.machine.RealCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chapter "Day 7" from its heading "Services" on, command by command with the machine's kubectl on real containers, and its
 * homework. Each method goes on from where the one before it stopped.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChapterServicesIT {

    private static final String AGE = "\\S+";

    @TempDir
    private static Path directory;

    private static @Nullable RealCluster cluster;
    private static Kubectl kubectl = new Kubectl(Path.of("kubectl"), Path.of("kubeconfig"));
    private static String node = "";

    private static String manifest(String name) {
        return Project.root().resolve("examples/day-7").resolve(name).toString();
    }

    @BeforeAll
    static void aDeploymentAndSomeoneWhoAsks() throws IOException, InterruptedException {
        RealCluster started = RealCluster.start("cs", "nginx", "busybox");
        cluster = started;
        kubectl = started.kubectl();
        node = started.namespace().address();
        kubectl.get("apply", "-f", manifest("meu-deployment.yaml"));
        kubectl.get("run", "debug", "--image=busybox", "--", "sleep", "3600");
        kubectl.get("rollout", "status", "deployment/meu-deployment", "--timeout=200s");
        kubectl.get("wait", "pod/debug", "--for=condition=Ready", "--timeout=200s");
    }

    @AfterAll
    static void nothingIsLeft() throws IOException, InterruptedException {
        RealCluster ending = cluster;
        if (ending != null) {
            ending.end();
        }
    }

    /** What a pod gets from an address. */
    private static String asked(String address) {
        return kubectl.run("exec", "debug", "--", "timeout", "5", "wget", "-q", "-O-", "http://" + address + "/")
                .out();
    }

    /** What someone on the machine, outside the node, gets from an address. */
    private static String askedOutside(String address) {
        return Program.run("timeout", "5", "busybox", "wget", "-q", "-O-", "http://" + address + "/")
                .out();
    }

    private static void answers(String what, Supplier<String> asking) {
        Await.until(what, () -> asking.get().startsWith("meu-deployment-"));
    }

    private static String of(String service, String path) {
        return kubectl.get("get", "service", service, "-o", "jsonpath={" + path + "}");
    }

    /** The address that a Service of type LoadBalancer gets. */
    private static String outside(String service) {
        return Await.value("an address", () -> {
            String address = of(service, ".status.loadBalancer.ingress[0].ip");
            return address.isEmpty() ? null : address;
        });
    }

    private static void deleted(String service) {
        assertTrue(kubectl.get("delete", "service", service).startsWith("service \"" + service + "\" deleted"));
        assertEquals(1, kubectl.run("get", "service", service).exitCode());
    }

    @Test
    @Order(1)
    void expose_deployment_isReachedThroughItsClusterAddress() {
        assertEquals(
                "service/meu-deployment exposed\n",
                kubectl.run("expose", "deployment", "meu-deployment", "--port=80", "--target-port=8080")
                        .succeeded());
        assertEquals("ClusterIP", of("meu-deployment", ".spec.type"));
        answers("by address", () -> asked(of("meu-deployment", ".spec.clusterIP")));
        answers("by name", () -> asked("meu-deployment"));
        deleted("meu-deployment");
    }

    @Test
    @Order(2)
    void expose_asNodePort_isReachedFromOutside() {
        kubectl.get("expose", "deployment", "meu-deployment", "--type=NodePort", "--port=80", "--target-port=8080");
        String port = of("meu-deployment", ".spec.ports[0].nodePort");
        answers("on the node's port", () -> askedOutside(node + ":" + port));
        deleted("meu-deployment");
    }

    @Test
    @Order(3)
    void expose_asLoadBalancer_isReachedAtAnAddressOfItsOwn() {
        kubectl.get("expose", "deployment", "meu-deployment", "--type=LoadBalancer", "--port=80", "--target-port=8080");
        String address = outside("meu-deployment");
        assertTrue(address.startsWith("198.18."), address);
        answers("from outside", () -> askedOutside(address));
        answers("from inside", () -> asked(address));
        deleted("meu-deployment");
    }

    @Test
    @Order(4)
    void expose_ofEveryKind_selectsItsPods() {
        String set = kubectl.get("get", "replicaset", "-l", "app=meu-app", "-o", "jsonpath={.items[0].metadata.name}");
        String pod = kubectl.get("get", "pod", "-l", "app=meu-app", "-o", "jsonpath={.items[0].metadata.name}");
        kubectl.get("apply", "-f", manifest("meu-service.yaml"));
        kubectl.reading(CONTROLLER, "apply", "-f", "-").succeeded();
        for (String exposed : List.of("replicaset/" + set, "pod/" + pod, "service/meu-service", "rc/antigo")) {
            String name = "de-" + exposed.substring(0, exposed.indexOf('/'));
            assertEquals(
                    "service/" + name + " exposed\n",
                    kubectl.run("expose", exposed, "--name=" + name, "--port=80", "--target-port=8080")
                            .succeeded());
            assertEquals("meu-app", of(name, ".spec.selector.app"));
            answers(exposed, () -> asked(name));
        }
        kubectl.get("delete", "service", "de-replicaset", "de-pod", "de-service", "de-rc", "meu-service");
        kubectl.get("delete", "rc", "antigo");
    }

    private static final String CONTROLLER = """
            {"apiVersion":"v1","kind":"ReplicationController","metadata":{"name":"antigo"},
             "spec":{"replicas":0,"selector":{"app":"meu-app"},"template":{"metadata":{"labels":{"app":"meu-app"}},
              "spec":{"containers":[{"name":"c","image":"busybox","ports":[{"containerPort":8080}]}]}}}}
            """;

    @Test
    @Order(5)
    void createService_ofEveryType_selectsByItsName() {
        for (String type : List.of("clusterip", "nodeport", "loadbalancer")) {
            assertEquals(
                    "service/meu-app created\n",
                    kubectl.run("create", "service", type, "meu-app", "--tcp=80:8080")
                            .succeeded());
            answers(type, () -> asked("meu-app"));
            deleted("meu-app");
        }
    }

    @Test
    @Order(6)
    void manifests_ofEveryType_changeTheServiceInPlace() {
        assertEquals(
                "service/meu-service created\n",
                kubectl.run("apply", "-f", manifest("meu-service.yaml")).succeeded());
        String address = of("meu-service", ".spec.clusterIP");
        answers("ClusterIP", () -> asked("meu-service"));
        assertEquals(
                "service/meu-service configured\n",
                kubectl.run("apply", "-f", manifest("meu-service-nodeport.yaml"))
                        .succeeded());
        assertEquals(address, of("meu-service", ".spec.clusterIP"));
        String port = of("meu-service", ".spec.ports[0].nodePort");
        answers("NodePort", () -> askedOutside(node + ":" + port));
        kubectl.get("apply", "-f", manifest("meu-service-loadbalancer.yaml"));
        assertEquals(address + " " + port, of("meu-service", ".spec.clusterIP} {.spec.ports[0].nodePort"));
        String own = outside("meu-service");
        answers("LoadBalancer", () -> askedOutside(own));
    }

    @Test
    @Order(7)
    void services_looked_atAsTheChapterDoes_showItsColumns() {
        String own = kubectl.get("get", "services");
        assertTrue(
                own.lines().anyMatch(line -> line.matches("NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\\(S\\) +AGE")),
                own);
        assertTrue(
                own.lines()
                        .anyMatch(line -> line.matches(
                                "meu-service +LoadBalancer +10\\.43\\.\\S+ +198\\.18\\.\\S+ +80:3\\d+/TCP +" + AGE)),
                own);
        String system = kubectl.get("get", "services", "-n", "kube-system");
        assertTrue(system.contains("kube-dns"), system);
        for (String all : List.of("--all-namespaces", "-A")) {
            String everywhere = kubectl.get("get", "services", all);
            assertTrue(everywhere.startsWith("NAMESPACE "), everywhere);
            assertTrue(everywhere.contains("kube-dns") && everywhere.contains("meu-service"), everywhere);
        }
        String described = kubectl.get("describe", "service", "meu-service");
        for (String line : List.of(
                "Type: +LoadBalancer",
                "IP Families: +IPv4",
                "Port: +<unset> +80/TCP",
                "TargetPort: +8080/TCP",
                "NodePort: +<unset> +3\\d+/TCP",
                "Endpoints: +10\\.42\\.\\S+:8080,10\\.42\\.\\S+:8080",
                "Session Affinity: +None",
                "External Traffic Policy: +Cluster",
                "Internal Traffic Policy: +Cluster")) {
            assertTrue(described.lines().anyMatch(shown -> shown.matches(line)), line + " in " + described);
        }
    }

    @Test
    @Order(8)
    void endpoints_lookedAtAsTheChapterDoes_arePods() {
        String own = kubectl.get("get", "endpoints", "meu-service");
        assertTrue(
                own.lines()
                        .anyMatch(line -> line.matches("meu-service +10\\.42\\.\\S+:8080,10\\.42\\.\\S+:8080 +" + AGE)),
                own);
        String all = kubectl.get("get", "endpoints", "-A");
        assertTrue(all.startsWith("NAMESPACE ") && all.contains("kubernetes"), all);
        String described = kubectl.get("describe", "endpoints", "meu-service");
        for (String line : List.of(
                "Name: +meu-service",
                "Subsets:",
                "  Addresses: +10\\.42\\.\\S+,10\\.42\\.\\S+",
                "  NotReadyAddresses: +<none>",
                "    <unset> +8080 +TCP")) {
            assertTrue(described.lines().anyMatch(shown -> shown.matches(line)), line + " in " + described);
        }
    }

    @Test
    @Order(9)
    void scaleAndDeletion_ofPods_areFollowedByTheEndpoints() {
        kubectl.get("scale", "deployment", "meu-deployment", "--replicas=3");
        Await.until("three endpoints", () -> endpoints() == 3);
        kubectl.get("scale", "deployment", "meu-deployment", "--replicas=2");
        Await.until("two endpoints", () -> endpoints() == 2);
        String pod = kubectl.get("get", "pod", "-l", "app=meu-app", "-o", "jsonpath={.items[0].metadata.name}");
        kubectl.get("delete", "pod", pod, "--wait=false");
        Await.until(
                "another in its place",
                () -> endpoints() == 2
                        && !kubectl.get("get", "endpoints", "meu-service", "-o", "yaml")
                                .contains(pod));
        answers("the Service", () -> asked("meu-service"));
    }

    private static int endpoints() {
        String addresses =
                kubectl.get("get", "endpoints", "meu-service", "-o", "jsonpath={.subsets[*].addresses[*].ip}");
        return addresses.isBlank() ? 0 : addresses.strip().split(" ").length;
    }

    @Test
    @Order(10)
    void deleteService_byNameAndByFile_removesItsEndpointsToo() {
        deleted("meu-service");
        Await.until(
                "no endpoints",
                () -> kubectl.run("get", "endpoints", "meu-service").exitCode() == 1);
        kubectl.get("apply", "-f", manifest("meu-service.yaml"));
        assertTrue(kubectl.get("delete", "-f", manifest("meu-service.yaml"))
                .startsWith("service \"meu-service\" deleted"));
    }

    @Test
    @Order(11)
    void externalName_createdAndApplied_isAName() {
        assertEquals(
                "service/meu-service created\n",
                kubectl.run(
                                "create",
                                "service",
                                "externalname",
                                "meu-service",
                                "--external-name",
                                "meu-db.giropops.com.br")
                        .succeeded());
        String shown = kubectl.get("get", "service", "meu-service");
        assertTrue(
                shown.lines()
                        .anyMatch(line -> line.matches(
                                "meu-service +ExternalName +<none> +meu-db\\.giropops\\.com\\.br +<none> +" + AGE)),
                shown);
        deleted("meu-service");
        kubectl.get("apply", "-f", manifest("meu-service-externalname.yaml"));
        assertEquals("meu-db.giropops.com.br", of("meu-service", ".spec.externalName"));
        deleted("meu-service");
    }

    /** The chapter says that an ExternalName may be an address; it may be written, but no name is found by it. */
    @Test
    @Order(12)
    void externalName_thatIsAnAddress_isAcceptedWithAWarning() {
        Program.Result created =
                kubectl.run("create", "service", "externalname", "endereco", "--external-name", "192.0.2.7");
        assertEquals("service/endereco created\n", created.succeeded());
        assertTrue(
                created.err().contains("Warning: spec.externalName: \"192.0.2.7\" is an address"), created.toString());
        deleted("endereco");
    }

    @Test
    @Order(13)
    void service_thatSelectsNothing_isWarnedOfWithTheNearestLabel() {
        Program.Result created = kubectl.reading(
                "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"errado\"},"
                        + "\"spec\":{\"selector\":{\"app\":\"meu-ap\"},\"ports\":[{\"port\":80}]}}",
                "apply",
                "-f",
                "-");
        assertEquals("service/errado created\n", created.succeeded());
        assertTrue(created.err().contains("did you mean app=meu-app?"), created.toString());
        deleted("errado");
    }

    @Test
    @Order(14)
    void homework_statefulSet_isScaledHealedAndExposed() {
        kubectl.get("apply", "-f", manifest("nginx-headless-service.yaml"), "-f", manifest("nginx-statefulset.yaml"));
        kubectl.get("rollout", "status", "statefulset/nginx", "--timeout=200s");
        kubectl.get("scale", "statefulset", "nginx", "--replicas=2");
        kubectl.get("wait", "pod/nginx-2", "--for=delete", "--timeout=200s");
        String first = kubectl.get("get", "pod", "nginx-0", "-o", "jsonpath={.metadata.uid}");
        kubectl.get("delete", "pod", "nginx-0");
        kubectl.awaitSuccessor("nginx-0", first);
        for (int ordinal = 0; ordinal < 2; ordinal++) {
            String write = "echo Pod " + ordinal + " > /usr/share/nginx/html/index.html";
            kubectl.get("exec", "nginx-" + ordinal, "--", "sh", "-c", write);
        }
        assertEquals(
                "service/nginx-exposto exposed\n",
                kubectl.run("expose", "service", "nginx", "--name=nginx-exposto", "--port=80")
                        .succeeded());
        Await.until("ClusterIP", () -> asked("nginx-exposto").startsWith("Pod "));
        kubectl.get("patch", "service", "nginx-exposto", "-p", "{\"spec\":{\"type\":\"NodePort\"}}");
        String port = of("nginx-exposto", ".spec.ports[0].nodePort");
        Await.until("NodePort", () -> askedOutside(node + ":" + port).startsWith("Pod "));
        kubectl.get("patch", "service", "nginx-exposto", "-p", "{\"spec\":{\"type\":\"LoadBalancer\"}}");
        assertEquals(port, of("nginx-exposto", ".spec.ports[0].nodePort"));
        String address = outside("nginx-exposto");
        Await.until("LoadBalancer", () -> askedOutside(address).startsWith("Pod "));
        kubectl.get("patch", "service", "nginx-exposto", "-p", "{\"spec\":{\"type\":\"ClusterIP\"}}");
        assertEquals("", of("nginx-exposto", ".spec.ports[0].nodePort"));
        Await.until("closed again", () -> askedOutside(node + ":" + port).isEmpty());
    }

    /** The "external" server is a process of this test on the node, outside the cluster; a Service without pods gives it a name. */
    @Test
    @Order(15)
    void homework_externalName_leadsToARealServer() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("index.html"), "fora do cluster\n");
        RealCluster running = Objects.requireNonNull(cluster);
        List<String> words = Stream.concat(
                        running.namespace().launcher().stream(),
                        Stream.of("busybox", "httpd", "-f", "-p", node + ":80", "-h", directory.toString()))
                .toList();
        Process server = Program.builder(words, Map.of()).start();
        try {
            kubectl.reading("""
            {"apiVersion":"v1","kind":"List","items":[
             {"apiVersion":"v1","kind":"Service","metadata":{"name":"servidor"},
              "spec":{"clusterIP":"None","ports":[{"port":80}]}},
             {"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"servidor"},
              "subsets":[{"addresses":[{"ip":"%s"}],"ports":[{"port":80}]}]}]}
            """.formatted(node), "apply", "-f", "-").succeeded();
            kubectl.get(
                    "create",
                    "service",
                    "externalname",
                    "meu-servico-externo",
                    "--external-name",
                    "servidor.default.svc.cluster.local");
            Await.until("the server answers", () -> asked("meu-servico-externo").equals("fora do cluster\n"));
            String found = kubectl.get("exec", "debug", "--", "nslookup", "meu-servico-externo");
            assertTrue(found.contains(node), found);
        } finally {
            server.destroy();
            server.waitFor();
        }
        assertFalse(asked("meu-servico-externo").contains("fora"));
    }
}
