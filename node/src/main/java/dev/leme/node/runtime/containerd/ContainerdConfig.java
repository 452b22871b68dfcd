package dev.leme.node.runtime.containerd;

import dev.leme.api.address.AddressRange;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.node.runtime.containerd.ContainerdSettings.ClientFiles;
import dev.leme.node.runtime.containerd.ContainerdSettings.EmbeddedRegistry;
import dev.leme.node.runtime.containerd.ContainerdSettings.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The texts of containerd's configuration files. */
final class ContainerdConfig {
    /** Built in, but for other file systems, older runtimes or other uses; each would cost start-up time or warnings. */
    private static final List<String> UNUSED_PLUGINS = List.of(
            "io.containerd.internal.v1.opt",
            "io.containerd.internal.v1.restart",
            "io.containerd.monitor.v1.cgroups",
            "io.containerd.snapshotter.v1.aufs",
            "io.containerd.snapshotter.v1.btrfs",
            "io.containerd.snapshotter.v1.devmapper",
            "io.containerd.snapshotter.v1.zfs",
            "io.containerd.tracing.processor.v1.otlp",
            "io.containerd.internal.v1.tracing");

    private ContainerdConfig() {}

    static String main(ContainerdSettings settings, Machine machine) {
        return """
                # Started by: %s
                version = 2
                root = %s
                state = %s
                disabled_plugins = [%s]

                [grpc]
                  address = %s

                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = %s
                  restrict_oom_score_adj = %s
                  netns_mounts_under_state_dir = true
                  disable_apparmor = %s
                  stream_server_address = "127.0.0.1"
                  stream_server_port = "0"
                  enable_unprivileged_ports = true
                  enable_unprivileged_icmp = true

                [plugins."io.containerd.grpc.v1.cri".containerd]
                  snapshotter = %s
                  discard_unpacked_layers = false

                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                  runtime_type = "io.containerd.runc.v2"

                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                  Root = %s
                  SystemdCgroup = false

                [plugins."io.containerd.grpc.v1.cri".cni]
                  bin_dir = %s
                  conf_dir = %s

                [plugins."io.containerd.grpc.v1.cri".registry]
                  config_path = %s
                """.formatted(
                String.join(" ", settings.launcher()),
                text(settings.root()),
                text(settings.state()),
                String.join(
                        ", ",
                        UNUSED_PLUGINS.stream().map(ContainerdConfig::text).toList()),
                text(settings.socket()),
                text(settings.sandboxImage()),
                !machine.mayLowerOomScores(),
                !machine.hasAppArmor(),
                text(machine.snapshotter()),
                text(settings.state().resolve("runc")),
                text(settings.plugins()),
                text(settings.networkConfigurations()),
                text(settings.certificates()));
    }

    /** For every registry host: ask ours first; containerd then goes on to the real one by itself. */
    static String hosts(EmbeddedRegistry registry) {
        Path ca = registry.caFile();
        ClientFiles client = registry.client();
        return """
                [host.%s]
                  capabilities = ["pull", "resolve"]
                %s%s""".formatted(
                        text(registry.url()),
                        ca == null ? "" : "  ca = " + text(ca) + "\n",
                        client == null
                                ? ""
                                : "  client = [[" + text(client.certificate()) + ", " + text(client.key()) + "]]\n");
    }

    /** The first range is given out; an address of the second follows from one of the first. */
    static String network(ContainerdSettings settings) {
        Network network = settings.network();
        AddressRange first = AddressRange.parse(network.podCidrs().getFirst());
        JsonObject route = JsonObject.EMPTY.with("dst", first.base().ipv6() ? "::/0" : "0.0.0.0/0");
        JsonObject addresses = JsonObject.builder()
                .put("type", "host-local")
                .put("ranges", JsonArray.of(JsonArray.of(JsonObject.EMPTY.with("subnet", first.toString()))))
                .put("routes", JsonArray.of(route))
                .put("dataDir", settings.addresses().toString())
                .build();
        JsonObject link = JsonObject.builder()
                .put("type", "ptp")
                .put("ipMasq", network.masquerade())
                .put("mtu", network.mtu())
                .put("ipam", addresses)
                .build();
        List<JsonValue> plugins = new ArrayList<>(List.of(link));
        network.podCidrs().stream().skip(1).forEach(range -> plugins.add(ipv6(AddressRange.parse(range))));
        return Json.write(JsonObject.builder()
                .put("cniVersion", "1.0.0")
                .put("name", network.name())
                .put("plugins", new JsonArray(plugins))
                .build());
    }

    private static JsonObject ipv6(AddressRange range) {
        String prefix = range.base().toString();
        if (!prefix.endsWith("::")) {
            throw new IllegalArgumentException(
                    "a second range of pods must be of IPv6 and of at most 64 bits: " + range);
        }
        return JsonObject.EMPTY.with("type", CniPlugins.IPV6).with("prefix", prefix);
    }

    private static String text(Object value) {
        String string = value.toString();
        return '"' + string.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
