package dev.leme.node.runtime.containerd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContainerdConfigTest {
    private static final ContainerdSettings SETTINGS =
            ContainerdSettings.of(Path.of("/var/lib/leme/demo/containerd"), "demo", List.of("10.42.0.0/24"));

    @Test
    void main_withoutSysResource_restrictsOomScores() {
        String text = ContainerdConfig.main(SETTINGS, new Machine(Path.of("/usr/lib/cni"), false, false, "overlayfs"));
        assertTrue(text.contains("restrict_oom_score_adj = true"), text);
        assertTrue(text.contains("root = \"/var/lib/leme/demo/containerd/root\""), text);
        assertTrue(text.contains("sandbox_image = \"registry.leme.invalid/pause:1\""), text);
        String free = ContainerdConfig.main(SETTINGS, new Machine(Path.of("/usr/lib/cni"), true, true, "native"));
        assertTrue(free.contains("restrict_oom_score_adj = false"), free);
        assertTrue(free.contains("snapshotter = \"native\""), free);
    }

    @Test
    void hosts_withCertificateAuthority_namesIt() {
        assertEquals(
                """
                [host."https://10.1.0.2:6443"]
                  capabilities = ["pull", "resolve"]
                  ca = "/ca.crt"
                """,
                ContainerdConfig.hosts(new ContainerdSettings.EmbeddedRegistry(
                        URI.create("https://10.1.0.2:6443"), Path.of("/ca.crt"))));
    }

    @Test
    void network_linksEachPodToTheNode_withTheNodesRange() {
        JsonObject network = Json.parseObject(ContainerdConfig.network(SETTINGS).getBytes(StandardCharsets.UTF_8));
        assertEquals("leme-demo", network.string("name"));
        JsonObject link = network.array("plugins").objects().getFirst();
        assertEquals("ptp", link.string("type"));
        assertFalse(link.bool("ipMasq"));
        assertEquals(1, network.array("plugins").size());
    }

    @Test
    void network_ofBothFamilies_hasOurPluginBehind() {
        ContainerdSettings both =
                ContainerdSettings.of(Path.of("/x"), "demo", List.of("10.42.0.0/24", "fd6c:656d:6542::/64"));
        List<JsonObject> plugins = Json.parseObject(
                        ContainerdConfig.network(both).getBytes(StandardCharsets.UTF_8))
                .array("plugins")
                .objects();
        assertEquals(Json.parse("""
                        {"type":"leme-ipv6","prefix":"fd6c:656d:6542::"}
                        """), plugins.getLast());
        assertEquals(Json.parse("""
                        [[{"subnet":"10.42.0.0/24"}]]
                        """), plugins.getFirst().object("ipam").get("ranges"));
    }

    @Test
    void process_noted_isFoundOnlyWhileItIsTheSame(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("pid");
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        self.write(file);
        assertEquals(Optional.of(self), ProcessIdentity.read(file));
        new ProcessIdentity(self.pid(), self.startTicks() + 1).write(file);
        assertEquals(Optional.empty(), ProcessIdentity.read(file));
        Files.writeString(file, "rubbish");
        assertEquals(Optional.empty(), ProcessIdentity.read(file));
        assertEquals(Optional.empty(), ProcessIdentity.read(directory.resolve("none")));
    }

    @Test
    void mountPoint_withBlank_isUnescaped() throws Exception {
        assertEquals("/a b\\c", MountTable.unescape("/a\\040b\\134c"));
        assertEquals(List.of(), MountTable.below(Path.of("/no/such/place")));
    }

    @Test
    void cgroups_ofTheWholeMachine_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> Cgroups.named("/"));
        assertThrows(IllegalArgumentException.class, () -> Cgroups.named("/../x"));
    }
}
