package dev.leme.node.blueprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.node.environment.ConfigException;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.manifest.QosClass;
import dev.leme.node.observed.Scene;
import dev.leme.node.runtime.ContainerSpec;
import dev.leme.node.runtime.EnvVar;
import dev.leme.node.runtime.ImageInfo;
import dev.leme.node.runtime.LinuxResources;
import dev.leme.node.runtime.SandboxDns;
import dev.leme.node.runtime.SandboxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlueprintTest {
    private static final NodeFacts NODE = new NodeFacts(
            "n", List.of("192.168.7.1"), List.of("10.43.0.10"), "cluster.local", 4L << 30, false, Map.of());
    private static final String RESOLVER = "nameserver 9.9.9.9\nsearch home.lan\noptions ndots:2\n";

    private static PodManifest pod(String fields, String container) {
        return Scene.pod(fields + "\"containers\":[{\"name\":\"c\",\"image\":\"i\"" + container + "}]");
    }

    private static ContainerSpec spec(PodManifest pod, Optional<ImageInfo> image) {
        ContainerBlueprint.Start start = new ContainerBlueprint.Start(
                2, "ref", image, List.of(new EnvVar("A", "1")), List.of(), Path.of("/t"), "");
        return ContainerBlueprint.of(pod, pod.mainContainers().getFirst(), start, NODE);
    }

    @Test
    void dns_followsPolicyAndConfig() {
        assertEquals(
                new SandboxDns(
                        List.of("10.43.0.10"),
                        List.of("default.svc.cluster.local", "svc.cluster.local", "cluster.local"),
                        List.of("ndots:5")),
                DnsBlueprint.of(pod("\"dnsPolicy\":\"ClusterFirst\",", ""), NODE, RESOLVER));
        assertEquals(SandboxDns.NODE, DnsBlueprint.of(pod("\"dnsPolicy\":\"Default\",", ""), NODE, RESOLVER));
        assertEquals(
                SandboxDns.NODE,
                DnsBlueprint.of(pod("\"hostNetwork\":true,\"dnsPolicy\":\"ClusterFirst\",", ""), NODE, RESOLVER));
        String config = "\"dnsConfig\":{\"nameservers\":[\"1.1.1.1\"],\"searches\":[\"x\"],"
                + "\"options\":[{\"name\":\"ndots\",\"value\":\"1\"},{\"name\":\"edns0\"}]},";
        assertEquals(
                new SandboxDns(List.of("1.1.1.1"), List.of("x"), List.of("ndots:1", "edns0")),
                DnsBlueprint.of(pod("\"dnsPolicy\":\"None\"," + config, ""), NODE, RESOLVER));
        assertEquals(
                new SandboxDns(List.of("9.9.9.9", "1.1.1.1"), List.of("home.lan", "x"), List.of("ndots:1", "edns0")),
                DnsBlueprint.of(pod("\"dnsPolicy\":\"Default\"," + config, ""), NODE, RESOLVER));
    }

    @Test
    void hosts_tellTheStableName() {
        PodManifest pod = pod(
                "\"hostname\":\"web-0\",\"subdomain\":\"nginx\","
                        + "\"hostAliases\":[{\"ip\":\"1.2.3.4\",\"hostnames\":[\"a\",\"b\"]}],",
                "");
        PodNames names = PodNames.of(pod, "cluster.local");
        assertEquals("web-0", names.hostname());
        String text = HostsFile.of(pod, names, List.of("10.42.0.5"));
        assertTrue(text.startsWith("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n"), text);
        assertTrue(text.contains("\n10.42.0.5\tweb-0.nginx.default.svc.cluster.local\tweb-0\n"), text);
        assertTrue(text.endsWith("\n# Entries added by HostAliases.\n1.2.3.4\ta\tb\n"), text);
    }

    @Test
    void hostname_ofALongName_isCut() {
        PodManifest pod = Scene.pod("\"hostname\":\"\",\"containers\":[]");
        assertEquals("p", PodNames.of(pod, "cluster.local").hostname());
        PodManifest whole = pod("\"hostname\":\"h\",\"subdomain\":\"s\",\"setHostnameAsFQDN\":true,", "");
        assertEquals(
                "h.s.default.svc.cluster.local",
                PodNames.of(whole, "cluster.local").hostname());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | BEST_EFFORT",
                "{\"requests\":{\"cpu\":\"100m\"}} | BURSTABLE",
                "{\"limits\":{\"cpu\":\"1\"}} | BURSTABLE",
                "{\"limits\":{\"cpu\":\"1\",\"memory\":\"1Gi\"},\"requests\":{\"cpu\":\"1\",\"memory\":\"1Gi\"}} | GUARANTEED",
                "{\"limits\":{\"cpu\":\"1\",\"memory\":\"1Gi\"},\"requests\":{\"cpu\":\"1\",\"memory\":\"1Mi\"}} | BURSTABLE",
            })
    void qosClass_followsRequestsAndLimits(String resources, QosClass expected) {
        assertEquals(expected, pod("", ",\"resources\":" + resources).qosClass());
    }

    @Test
    void resources_becomeWhatTheKernelCounts() {
        PodManifest burstable = pod(
                "",
                ",\"resources\":{\"requests\":{\"cpu\":\"250m\",\"memory\":\"1Gi\"},\"limits\":{\"memory\":\"2Gi\",\"cpu\":\"500m\"}}");
        LinuxResources resources = spec(burstable, Optional.empty()).resources();
        assertEquals(256, resources.cpuShares());
        assertEquals(50_000, resources.cpuQuotaMicros());
        assertEquals(2L << 30, resources.memoryLimitBytes());
        assertEquals(750, resources.oomScoreAdj());
        LinuxResources none = spec(pod("", ""), Optional.empty()).resources();
        assertEquals(
                List.of(2L, 0L, 0L, 1000L),
                List.of(none.cpuShares(), none.cpuQuotaMicros(), none.memoryLimitBytes(), none.oomScoreAdj()));
    }

    @Test
    void command_isExpandedAndLabelled() {
        PodManifest pod = pod("", ",\"command\":[\"sh\",\"$(A)\"],\"args\":[\"$(B)\"]");
        ContainerSpec spec = spec(pod, Optional.empty());
        assertEquals(List.of("sh", "1"), spec.command());
        assertEquals(List.of("$(B)"), spec.args());
        assertEquals("c/2.log", spec.logPath());
        assertEquals("u", spec.labels().get("io.kubernetes.pod.uid"));
        assertEquals("2", spec.annotations().get("io.kubernetes.container.restartCount"));
    }

    @Test
    void security_containerOverPod() {
        PodManifest pod = pod(
                "\"securityContext\":{\"runAsUser\":1,\"runAsGroup\":2,\"fsGroup\":3,\"supplementalGroups\":[4],"
                        + "\"seccompProfile\":{\"type\":\"RuntimeDefault\"}},",
                ",\"securityContext\":{\"runAsUser\":7,\"allowPrivilegeEscalation\":false,"
                        + "\"readOnlyRootFilesystem\":true,\"capabilities\":{\"add\":[\"CAP_NET_ADMIN\"],\"drop\":[\"ALL\"]}}");
        var security = spec(pod, Optional.empty()).security();
        assertEquals(OptionalLong.of(7), security.runAsUser());
        assertEquals(OptionalLong.of(2), security.runAsGroup());
        assertEquals(List.of(4L, 3L), security.supplementalGroups());
        assertTrue(security.noNewPrivileges() && security.readOnlyRootFilesystem());
        assertEquals(List.of("NET_ADMIN"), security.addCapabilities());
        assertEquals(dev.leme.node.runtime.SecurityProfile.RUNTIME_DEFAULT, security.seccomp());
        assertFalse(security.maskedPaths().isEmpty());
    }

    @Test
    void runAsNonRoot_refusesRootImages() {
        PodManifest pod = pod("\"securityContext\":{\"runAsNonRoot\":true},", "");
        ImageInfo root = new ImageInfo("id", List.of(), List.of(), 1, OptionalLong.of(0), "", false);
        ConfigException refused = assertThrows(ConfigException.class, () -> spec(pod, Optional.of(root)));
        assertEquals(
                "container has runAsNonRoot and image will run as root (pod: \"p_default(u)\", container: c)",
                refused.text());
        ImageInfo user = new ImageInfo("id", List.of(), List.of(), 1, OptionalLong.of(101), "", false);
        assertEquals(
                OptionalLong.of(101), spec(pod, Optional.of(user)).security().runAsUser());
    }

    @Test
    void sandbox_tellsWhoItIsFor() {
        PodManifest pod = pod(
                "\"shareProcessNamespace\":true,\"securityContext\":{\"sysctls\":[{\"name\":\"a/b\",\"value\":\"1\"}]},",
                "");
        SandboxSpec spec = SandboxBlueprint.of(pod, 3, NODE, SandboxDns.NODE, Path.of("/logs"), "/kubepods/x");
        assertEquals(3, spec.pod().attempt());
        assertEquals("p", spec.hostname());
        assertEquals(Map.of("a.b", "1"), spec.sysctls());
        assertEquals(dev.leme.node.runtime.Namespaces.Pid.POD, spec.namespaces().pid());
        assertEquals("default", spec.labels().get("io.kubernetes.pod.namespace"));
    }

    @TempDir
    Path fileSystem;

    @Test
    void cgroups_ofVersionOne_areMadeByControllerAndRemoved() throws IOException {
        for (String controller : List.of("cpu", "memory", "pids")) {
            Files.createDirectory(fileSystem.resolve(controller));
        }
        PodManifest pod = pod("", ",\"resources\":{\"requests\":{\"cpu\":\"1\"}}");
        PodCgroups cgroups = new PodCgroups(fileSystem, "/leme-x");
        assertEquals("/kubepods/burstable/podu", cgroups.path(pod));
        cgroups.create(pod);
        Path cpu = fileSystem.resolve("cpu/leme-x/kubepods/burstable/podu");
        assertTrue(Files.isDirectory(cpu));
        cgroups.remove("u");
        assertFalse(Files.exists(cpu));
        assertTrue(Files.isDirectory(fileSystem.resolve("cpu/leme-x/kubepods/burstable")));
    }

    @Test
    void cgroups_unified_areMadeOnce() throws IOException {
        Files.createFile(fileSystem.resolve("cgroup.controllers"));
        PodManifest pod = pod("", "");
        PodCgroups cgroups = new PodCgroups(fileSystem, "/leme-x");
        cgroups.create(pod);
        cgroups.create(pod);
        assertTrue(Files.isDirectory(fileSystem.resolve("leme-x/kubepods/besteffort/podu")));
        cgroups.remove("u");
        assertFalse(Files.exists(fileSystem.resolve("leme-x/kubepods/besteffort/podu")));
    }

    @Test
    void container_restartPolicy_dependsOnItsRole() {
        PodManifest pod = Scene.pod("\"restartPolicy\":\"Never\",\"initContainers\":[{\"name\":\"i\",\"image\":\"x\"},"
                + "{\"name\":\"s\",\"image\":\"x\",\"restartPolicy\":\"Always\"}],\"containers\":[]");
        List<ContainerManifest> containers = pod.initContainers();
        assertFalse(containers.get(0).restartPolicy(pod.restartPolicy()).restarts(1));
        assertTrue(containers.get(1).restartPolicy(pod.restartPolicy()).restarts(0));
    }
}
