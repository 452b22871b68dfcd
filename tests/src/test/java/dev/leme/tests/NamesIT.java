package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.OutsideResolver;
import dev.leme.tests.machine.Program;
import dev.leme.tests.machine.RealCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names as a pod on real containers finds them, and the way of a Service explained over real packets. */
@Timeout(600)
class NamesIT {

    private static final String MANIFESTS = """
            apiVersion: v1
            kind: Service
            metadata: {name: pets}
            spec: {clusterIP: None, selector: {app: pet}, ports: [{name: web, port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: pet}, ports: [{name: web, port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: closed}
            spec: {selector: {app: pet}, ports: [{port: 80, targetPort: 81}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: mistyped}
            spec: {selector: {app: pte}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: alias}
            spec: {type: ExternalName, externalName: web.default.svc.cluster.local}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: fora}
            spec: {type: ExternalName, externalName: www.example.test}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: cobra}
            spec: {type: ExternalName, externalName: cauda.default.svc.cluster.local}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: cauda}
            spec: {type: ExternalName, externalName: cobra.default.svc.cluster.local}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: pet, labels: {app: pet}}
            spec:
              hostname: pet-0
              subdomain: pets
              containers: [{name: nginx, image: nginx, ports: [{name: web, containerPort: 80}]}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: asker}
            spec:
              terminationGracePeriodSeconds: 0
              containers: [{name: busybox, image: busybox, command: [sleep, "3600"]}]
            """;

    private static @Nullable RealCluster cluster;
    private static Kubectl kubectl = new Kubectl(Path.of("kubectl"), Path.of("kubeconfig"));
    private static @Nullable OutsideResolver outside;
    private static String node = "";
    private static String pet = "";
    private static String web = "";

    @BeforeAll
    static void servicesAndWhoAsks() throws IOException, InterruptedException {
        RealCluster started = RealCluster.startWithResolver("nm", "nginx", "busybox");
        cluster = started;
        node = started.namespace().address();
        outside = new OutsideResolver(
                started.machineAddress(),
                Map.of("www.example.test", "CNAME srv.example.test.", "srv.example.test", "A " + node));
        kubectl = started.kubectl();
        kubectl.reading(MANIFESTS, "apply", "-f", "-").succeeded();
        kubectl.get("wait", "pod/pet", "pod/asker", "--for=condition=Ready", "--timeout=200s");
        kubectl.get(
                "wait",
                "endpointslice",
                "-l",
                "kubernetes.io/service-name=pets",
                "--for=jsonpath={.endpoints[0]}",
                "--timeout=200s");
        pet = kubectl.get("get", "pod", "pet", "-o", "jsonpath={.status.podIP}");
        web = kubectl.get("get", "service", "web", "-o", "jsonpath={.spec.clusterIP}");
    }

    @AfterAll
    static void nothingIsLeft() throws IOException, InterruptedException {
        OutsideResolver resolver = outside;
        if (resolver != null) {
            resolver.close();
        }
        RealCluster ending = cluster;
        if (ending != null) {
            ending.end();
        }
    }

    private static String asked(String pod, String... command) {
        Program.Result result = inPod(pod, command);
        return result.succeeded();
    }

    private static Program.Result inPod(String pod, String... command) {
        String[] line = new String[command.length + 3];
        line[0] = "exec";
        line[1] = pod;
        line[2] = "--";
        System.arraycopy(command, 0, line, 3, command.length);
        return kubectl.run(line);
    }

    private static void assertFinds(String expected, String... command) {
        Await.until(
                String.join(" ", command) + " finds " + expected,
                () -> inPod("asker", command).out().contains(expected));
    }

    @Test
    void pod_asksForNames_findsThemThroughItsSearchPath() {
        assertTrue(asked("asker", "cat", "/etc/resolv.conf").contains("options ndots:5"));
        assertFinds("Address: " + web, "nslookup", "web");
        assertFinds("Address: " + web, "nslookup", "web.default");
        assertFinds("Address: " + web, "nslookup", "web.default.svc.cluster.local.");
        assertFinds("Address: " + pet, "nslookup", "pets");
        assertFinds("Address: " + pet, "nslookup", "pet-0.pets");
        assertFinds("canonical name = web.default.svc.cluster.local", "nslookup", "alias");
        assertFinds("Address: " + web, "nslookup", "alias");
        assertFinds("Address: " + pet, "nslookup", pet.replace('.', '-') + ".default.pod.cluster.local");
        assertFinds("name = pet-0.pets.default.svc.cluster.local", "nslookup", pet);
        assertFinds("name = web.default.svc.cluster.local", "nslookup", web);
        assertFinds(
                "80 pet-0.pets.default.svc.cluster.local",
                "nslookup",
                "-type=srv",
                "_web._tcp.pets.default.svc.cluster.local");
        assertFinds("1.1.0", "nslookup", "-type=txt", "dns-version.cluster.local");
    }

    @Test
    void pod_asksForWhatIsNotThere_isToldSo() {
        Program.Result absent = inPod("asker", "nslookup", "nobody");
        assertFalse(absent.exitCode() == 0, absent.toString());
        assertTrue((absent.out() + absent.err()).contains("NXDOMAIN"), absent.toString());
    }

    private static List<String> askedOutside() {
        return Objects.requireNonNull(outside).asked();
    }

    /** The server is a process of the test's own on the node, outside the cluster: no Service and no pod knows it. */
    @Test
    void externalName_outsideTheCluster_leadsToARealServer(@TempDir Path directory)
            throws IOException, InterruptedException {
        assertFinds("canonical name = www.example.test", "nslookup", "fora");
        assertFinds("canonical name = srv.example.test", "nslookup", "fora");
        assertFinds("Address: " + node, "nslookup", "fora");
        Files.writeString(directory.resolve("index.html"), "fora do cluster\n");
        List<String> words = Stream.concat(
                        Objects.requireNonNull(cluster).namespace().launcher().stream(),
                        Stream.of("busybox", "httpd", "-f", "-p", node + ":8099", "-h", directory.toString()))
                .toList();
        Process server = Program.builder(words, Map.of()).start();
        try {
            Await.until(
                    "the server answers",
                    () -> inPod("asker", "timeout", "10", "wget", "-q", "-O-", "http://fora:8099/")
                            .out()
                            .equals("fora do cluster\n"));
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    @Test
    void nameOutside_askedForAgain_isAnsweredFromMemory() {
        for (int i = 0; i < 5; i++) {
            assertFinds("Address: " + node, "nslookup", "srv.example.test.");
        }
        long questions =
                askedOutside().stream().filter("srv.example.test A"::equals).count();
        assertTrue(questions > 0 && questions < 5, questions + " of five questions went out");
    }

    @Test
    void aliases_inACircle_areAFailureAndNoHang() {
        Program.Result circle = inPod("asker", "nslookup", "cobra.default.svc.cluster.local.");
        assertFalse(circle.exitCode() == 0, circle.toString());
        assertTrue((circle.out() + circle.err()).contains("SERVFAIL"), circle.toString());
    }

    @Test
    void namesOfTheCluster_thatNobodyHas_neverLeaveIt() {
        for (String name : List.of(
                "ninguem",
                "ninguem.default.svc.cluster.local.",
                "ninguem.cluster.local.",
                "10-42-200-200.default.pod.cluster.local.",
                "10.42.200.200",
                "10.43.200.200")) {
            inPod("asker", "nslookup", name);
        }
        inPod("asker", "nslookup", "ninguem.example.test.");
        List<String> out = askedOutside();
        assertTrue(out.contains("ninguem.example.test A"), out::toString);
        assertTrue(
                out.stream()
                        .noneMatch(question -> question.contains("cluster.local")
                                || question.contains(".42.10.in-addr")
                                || question.contains(".43.10.in-addr")),
                out::toString);
    }

    @Test
    void libraryOfC_asksForNames_findsThem() {
        assertFinds("(" + pet + ")", "ping", "-c", "1", "-w", "5", "pet-0.pets");
        assertFinds("(" + pet + ")", "ping", "-c", "1", "-w", "5", "pet-0.pets.default.svc");
        assertFinds("nginx", "timeout", "10", "wget", "-q", "-O-", "http://web/");
    }

    /** How it is, once it is as expected: rules and records follow a Service's pods by a moment. */
    private static JsonObject awaitWhy(String object, String member, String end) {
        return Await.value(object + ": " + end, () -> {
            JsonObject said = why(object);
            return said.string(member).endsWith(end) ? said : null;
        });
    }

    private static JsonObject why(String object) {
        return Json.parseObject(kubectl.get("get", "--raw", "/leme/v1/why/" + object + "?namespace=default")
                .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void service_thatIsWell_isShownStepByStepFromNameToSocket() {
        JsonObject path = awaitWhy("service/web", "state", "ok");
        assertEquals(5, path.array("because").size());
        for (String step : new String[] {web, pet, "takes connections", "goto", "pod pet is in"}) {
            assertTrue(path.toString().contains(step), () -> step + " is not in " + path);
        }
        awaitWhy("service/alias", "state", "ok");
        awaitWhy("service/pets", "state", "ok");
    }

    @Test
    void service_whosePodListensElsewhere_isBrokenAtTheSocket() {
        JsonObject path = awaitWhy("service/closed", "text", "broken at step 5 of 5");
        assertEquals("broken", path.string("state"));
        assertTrue(path.toString().contains("Connection refused"), path::toString);
    }

    @Test
    void service_whoseSelectorIsMistyped_isBrokenAtItsEndpoints() {
        JsonObject path = awaitWhy("service/mistyped", "text", "broken at step 3 of 5");
        assertTrue(path.toString().contains("what pods there have is app=pet"), path::toString);
    }
}
