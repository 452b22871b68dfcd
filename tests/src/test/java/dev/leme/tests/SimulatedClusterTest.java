package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.Program;
import dev.leme.tests.machine.SimulatedCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people do with kubectl, on a cluster in this process whose pods are simulated. Each test has its own names. */
@Timeout(600)
class SimulatedClusterTest {

    private static SimulatedCluster cluster;
    private static Kubectl kubectl;

    @BeforeAll
    static void aCluster() throws IOException, InterruptedException {
        cluster = SimulatedCluster.start();
        kubectl = cluster.kubectl();
    }

    @AfterAll
    static void gone() throws IOException {
        SimulatedCluster.end(cluster);
    }

    @Test
    void apply_atTheServer_takesOverFromTheClientAndTellsOfConflicts() {
        String manifest = """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"ssa"},
                 "spec":{"replicas":1,"selector":{"matchLabels":{"app":"ssa"}},
                  "template":{"metadata":{"labels":{"app":"ssa"}},
                   "spec":{"containers":[{"name":"c","image":"nginx"}]}}}}
                """;
        kubectl.reading(manifest, "apply", "-f", "-").succeeded();
        kubectl.get("rollout", "status", "deployment/ssa", "--timeout=60s");
        String two = manifest.replace("\"replicas\":1", "\"replicas\":2");
        assertEquals(
                "deployment.apps/ssa serverside-applied\n",
                kubectl.reading(two, "apply", "--server-side", "-f", "-").succeeded());
        String managers = "jsonpath={range .metadata.managedFields[*]}{.manager} {.operation} {.subresource};{end}";
        String owners = kubectl.get("get", "deployment", "ssa", "-o", managers);
        // What moves the owners over comes first where it came in an earlier second.
        assertTrue(owners.startsWith("kubectl Apply ;") || owners.contains(";kubectl Apply ;"), owners);
        assertFalse(owners.contains("kubectl-client-side-apply"), owners);
        assertFalse(kubectl.get("get", "deployment", "ssa", "-o", "yaml").contains("managedFields"));
        kubectl.get("scale", "deployment/ssa", "--replicas=3");
        Program.Result refused = kubectl.reading(two, "apply", "--server-side", "-f", "-");
        assertEquals(1, refused.exitCode(), refused.toString());
        assertTrue(
                refused.err()
                        .contains("Apply failed with 1 conflict: conflict with \"kubectl\" with subresource \"scale\""
                                + " using apps/v1: .spec.replicas"),
                refused.err());
        kubectl.reading(two, "apply", "--server-side", "--force-conflicts", "-f", "-")
                .succeeded();
        kubectl.get("rollout", "status", "deployment/ssa", "--timeout=60s");
        assertEquals("2", kubectl.get("get", "deployment", "ssa", "-o", "jsonpath={.spec.replicas}"));
        kubectl.reading(two, "apply", "--server-side", "-f", "-").succeeded();
        kubectl.get("delete", "deployment", "ssa");
    }

    @Test
    void deployment_createdScaledAndUpdated_rollsOut() {
        assertEquals(
                "deployment.apps/web created\n",
                kubectl.get("create", "deployment", "web", "--image=nginx:1", "--replicas=2"));
        String status = kubectl.get("rollout", "status", "deployment/web", "--timeout=200s");
        assertTrue(status.endsWith("deployment \"web\" successfully rolled out\n"), status);
        kubectl.get("scale", "deployment/web", "--replicas=3");
        kubectl.get("rollout", "status", "deployment/web", "--timeout=200s");
        kubectl.get("set", "image", "deployment/web", "nginx=nginx:2");
        kubectl.get("rollout", "status", "deployment/web", "--timeout=200s");
        assertEquals(
                "3 3 nginx:2",
                kubectl.get(
                        "get",
                        "deployment",
                        "web",
                        "-o",
                        "jsonpath={.status.readyReplicas} {.status.updatedReplicas} {..image}"));
        assertTrue(kubectl.get("rollout", "history", "deployment/web").contains("2 "));
        kubectl.get("rollout", "undo", "deployment/web");
        kubectl.get("rollout", "status", "deployment/web", "--timeout=200s");
        assertEquals("nginx:1", kubectl.get("get", "deployment", "web", "-o", "jsonpath={..image}"));
        kubectl.get("delete", "deployment", "web");
        kubectl.get("wait", "pod", "-l", "app=web", "--for=delete", "--timeout=200s");
        Await.equal("nothing is left", "", () -> kubectl.get("get", "replicasets,pods", "-l", "app=web", "-o", "name"));
    }

    @Test
    void pod_runSelectedAndDeleted_isGone() {
        assertEquals("pod/one created\n", kubectl.get("run", "one", "--image=busybox", "--labels=tier=back,app=one"));
        kubectl.get("wait", "pod/one", "--for=condition=Ready", "--timeout=200s");
        assertEquals("pod/one\n", kubectl.get("get", "pods", "-l", "tier in (back,front),app!=two", "-o", "name"));
        assertEquals("", kubectl.get("get", "pods", "-l", "tier=front", "-o", "name"));
        assertEquals(
                "pod/one\n",
                kubectl.get("get", "pods", "--field-selector=status.phase=Running,metadata.name=one", "-o", "name"));
        assertEquals("", kubectl.get("get", "pods", "--field-selector=spec.nodeName=another", "-o", "name"));
        kubectl.get("label", "pod", "one", "tier=front", "--overwrite");
        assertEquals("pod/one\n", kubectl.get("get", "pods", "-l", "tier=front", "-o", "name"));
        assertTrue(kubectl.get("delete", "pod", "one", "--timeout=200s").startsWith("pod \"one\" deleted"));
        assertEquals(
                "Error from server (NotFound): pods \"one\" not found\n",
                kubectl.run("get", "pod", "one").err());
    }

    /** Whoever has a simulated pod's address on the machine's network is not to be asked. */
    @Test
    void proxy_toASimulatedPod_asksNobody() {
        kubectl.get("run", "nobody", "--image=nginx", "--port=80");
        kubectl.get("wait", "pod/nobody", "--for=condition=Ready", "--timeout=200s");
        Program.Result asked = kubectl.run("get", "--raw", "/api/v1/namespaces/default/pods/nobody:80/proxy/");
        assertEquals(1, asked.exitCode());
        assertTrue(asked.err().contains("pods are simulated here, so nothing listens"), asked.toString());
        kubectl.get("delete", "pod", "nobody", "--timeout=200s");
    }

    /** Without containers the node is on the loopback, and so is a pod of its network: no Service may lead there. */
    @Test
    void service_whoseEndpointsAreRefused_tellsOfItInEvents() {
        kubectl.reading("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"host","labels":{"app":"host"}},
                 "spec":{"hostNetwork":true,"containers":[{"name":"c","image":"i"}]}}
                """, "apply", "-f", "-").succeeded();
        kubectl.get("wait", "pod/host", "--for=condition=Ready", "--timeout=200s");
        kubectl.get("expose", "pod", "host", "--port=80");
        String refused = "Invalid value: \"127.0.0.1\": may not be in the loopback range (127.0.0.0/8, ::1/128)";
        for (String begins : List.of(
                "FailedToUpdateEndpointSlices Error updating Endpoint Slices for Service default/host: failed to create"
                        + " EndpointSlice for Service default/host: EndpointSlice.discovery.k8s.io ",
                "FailedToCreateEndpoint Failed to create endpoint for service default/host: Endpoints \"host\" is"
                        + " invalid: subsets[0].addresses[0].ip: ")) {
            Await.until(
                    begins,
                    () -> kubectl.get(
                                    "get",
                                    "events",
                                    "-o",
                                    "jsonpath={range .items[*]}{.reason} {.message}{\"\\n\"}{end}")
                            .lines()
                            .anyMatch(line -> line.startsWith(begins) && line.endsWith(refused)));
        }
        kubectl.get("delete", "service/host", "pod/host", "--timeout=200s");
    }

    @Test
    void configMap_createdAppliedAndPatched_keepsWhatOthersOwn() {
        kubectl.get("create", "configmap", "settings", "--from-literal=color=blue", "--from-literal=size=10");
        assertEquals(
                "blue 10", kubectl.get("get", "configmap", "settings", "-o", "jsonpath={.data.color} {.data.size}"));
        kubectl.get(
                "patch",
                "configmap",
                "settings",
                "--type=merge",
                "-p",
                "{\"data\":{\"size\":null,\"shape\":\"round\"}}");
        String applied = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"settings\"},"
                + "\"data\":{\"weight\":\"3\"}}";
        assertEquals(
                "configmap/settings configured\n",
                kubectl.reading(applied, "apply", "-f", "-").succeeded());
        assertEquals(
                "map[color:blue shape:round weight:3]",
                kubectl.get("get", "configmap", "settings", "-o", "go-template={{.data}}"));
        kubectl.reading(applied.replace("weight", "height"), "apply", "-f", "-").succeeded();
        assertEquals(
                "map[color:blue height:3 shape:round]",
                kubectl.get("get", "configmap", "settings", "-o", "go-template={{.data}}"));
    }

    @Test
    void secret_created_isHeldInBase64() {
        kubectl.get("create", "secret", "generic", "key", "--from-literal=password=s3cret");
        assertEquals("czNjcmV0 Opaque", kubectl.get("get", "secret", "key", "-o", "jsonpath={.data.password} {.type}"));
        assertTrue(kubectl.get("describe", "secret", "key").contains("password:  6 bytes"));
    }

    @Test
    void watch_ofPods_showsEachChange() throws IOException, InterruptedException {
        kubectl.get("create", "namespace", "watched");
        kubectl.get("run", "witness", "-n", "watched", "--image=busybox");
        Process watch = kubectl.start("get", "pods", "-n", "watched", "--watch", "--request-timeout=300s");
        try (BufferedReader lines = watch.inputReader()) {
            assertEquals(
                    List.of("NAME", "READY", "STATUS", "RESTARTS", "AGE"),
                    List.of(next(lines).split(" +")));
            String line = next(lines);
            assertTrue(line.startsWith("witness "), line);
            kubectl.get("run", "seen", "-n", "watched", "--image=busybox");
            while (line.startsWith("witness ")) {
                line = next(lines);
            }
            assertTrue(line.matches("seen +0/1 +Pending +0 +\\S+"), line);
            while (!line.matches("seen +1/1 +Running +0 +\\S+")) {
                line = next(lines);
            }
        } finally {
            watch.destroy();
            watch.waitFor();
        }
    }

    private static String next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        assertFalse(line == null, "the watch ended");
        return line == null ? "" : line.stripTrailing();
    }

    @Test
    void rights_ofAnAccount_areThoseOfItsRoles() {
        kubectl.get("create", "serviceaccount", "reader");
        kubectl.get("create", "rolebinding", "reader", "--clusterrole=view", "--serviceaccount=default:reader");
        String account = "--as=system:serviceaccount:default:reader";
        assertEquals("yes\n", kubectl.get("auth", "can-i", "create", "deployments"));
        Await.equal(
                "what it may",
                "yes\n",
                () -> kubectl.run("auth", "can-i", "list", "pods", account).out());
        assertEquals(
                "no\n", kubectl.run("auth", "can-i", "delete", "pods", account).out());
        assertEquals(
                "no\n", kubectl.run("auth", "can-i", "get", "secrets", account).out());
        Program.Result refused = kubectl.run("delete", "pod", "any", account);
        assertTrue(
                refused.err()
                        .contains("Error from server (Forbidden): pods \"any\" is forbidden: User"
                                + " \"system:serviceaccount:default:reader\" cannot delete resource \"pods\" in API group \"\""
                                + " in the namespace \"default\""),
                refused.toString());
    }

    @Test
    void namespace_deleted_takesAllThatIsInIt() {
        kubectl.get("create", "namespace", "shop");
        kubectl.get("create", "deployment", "till", "-n", "shop", "--image=nginx");
        kubectl.get("rollout", "status", "deployment/till", "-n", "shop", "--timeout=200s");
        kubectl.get("create", "configmap", "prices", "-n", "shop");
        kubectl.get("delete", "namespace", "shop", "--timeout=200s");
        assertEquals(1, kubectl.run("get", "namespace", "shop").exitCode());
        assertEquals("", kubectl.get("get", "pods,deployments,replicasets,configmaps", "-n", "shop", "-o", "name"));
    }

    @Test
    void badInput_ofManyKinds_getsUpstreamsWords() {
        Program.Result unknown = kubectl.reading(
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"bad\"},\"dada\":{}}",
                "create",
                "-f",
                "-");
        assertTrue(unknown.err().contains("unknown field \"dada\""), unknown.toString());
        Program.Result name = kubectl.run("create", "configmap", "Not_A_Name");
        assertTrue(name.err().contains("a lowercase RFC 1123 subdomain must consist of"), name.toString());
        kubectl.get("create", "configmap", "twice");
        assertTrue(kubectl.run("create", "configmap", "twice").err().contains("configmaps \"twice\" already exists"));
    }

    static List<Path> versions() {
        return Kubectl.versions();
    }

    /** The flow that every supported kubectl must manage: its bodies, discovery and printing differ by version. */
    @ParameterizedTest
    @MethodSource("versions")
    void kubectl_ofEachVersion_managesTheBasics(Path program) {
        Kubectl version = new Kubectl(program, cluster.leme().kubeconfig());
        String name = "v" + program.getFileName().toString().replaceAll("\\D", "");
        version.get("create", "deployment", name, "--image=nginx", "--replicas=2");
        version.get("rollout", "status", "deployment/" + name, "--timeout=200s");
        assertTrue(version.get("get", "deployment", name)
                .matches("(?s)NAME +READY +UP-TO-DATE +AVAILABLE +AGE\n" + name + " +2/2 +2 +2 +\\S+\n"));
        version.get("expose", "deployment", name, "--port=80");
        assertTrue(version.get("describe", "service", name).contains("10.43."));
        Await.until(
                "it is told", () -> version.get("describe", "deployment", name).contains("ScalingReplicaSet"));
        version.reading(
                        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}",
                        "apply",
                        "-f",
                        "-")
                .succeeded();
        assertTrue(version.get("explain", "statefulset.spec.serviceName").contains("serviceName"));
        assertTrue(version.get("api-resources").contains("statefulsets"));
        version.get("delete", "deployment,service,configmap", name);
    }
}
