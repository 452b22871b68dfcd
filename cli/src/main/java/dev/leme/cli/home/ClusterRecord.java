package dev.leme.cli.home;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.cli.CommandFailure;
import dev.leme.cli.network.NodeNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen for a cluster when it was first brought up, so that it comes back the same.
 *
 * @param simulated whether its pods are without containers
 * @param offline whether its node has no way out
 * @param network null where the server runs on the host's loopback
 * @param address the API's, and the node's
 * @param loadBalancerPool the addresses of LoadBalancer Services: ranges with commas between them; empty for none
 * @param resolvConf the file that names the resolvers of names outside the cluster; empty: the machine's
 * @param kubeconfigs files that have an entry of it
 * @param createdKubeconfigs those of them that were not there before
 */
public record ClusterRecord(
        boolean simulated,
        boolean offline,
        @Nullable NodeNetwork network,
        String address,
        int port,
        String loadBalancerPool,
        String resolvConf,
        List<Path> kubeconfigs,
        List<Path> createdKubeconfigs) {

    /** One that asks the machine's own resolvers, and is in no kubeconfig. */
    public ClusterRecord(
            boolean simulated,
            boolean offline,
            @Nullable NodeNetwork network,
            String address,
            int port,
            String loadBalancerPool) {
        this(simulated, offline, network, address, port, loadBalancerPool, "", List.of(), List.of());
    }

    /** The node's addresses; the API listens on the first. */
    public List<String> addresses() {
        return network == null ? List.of(address) : network.addresses();
    }

    /** What is noted, if anything is. */
    public static Optional<ClusterRecord> read(ClusterHome home) {
        if (!home.exists()) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(Json.parseObject(Files.readAllBytes(home.recordFile()))));
        } catch (IOException | JsonException | IllegalArgumentException damaged) {
            throw new CommandFailure(
                    home.recordFile() + " cannot be read (" + damaged.getMessage() + "): 'leme down --purge --name "
                            + home.name() + "' removes the cluster",
                    damaged);
        }
    }

    private static ClusterRecord of(JsonObject json) {
        return new ClusterRecord(
                json.string("runtime").equals("simulated"),
                json.bool("offline"),
                json.has("network") ? NodeNetwork.of(json.object("network")) : null,
                json.string("address"),
                (int) json.number("port", 0),
                json.string("loadBalancerPool"),
                json.string("resolvConf"),
                paths(json.array("kubeconfigs")),
                paths(json.array("createdKubeconfigs")));
    }

    private static List<Path> paths(JsonArray texts) {
        return texts.strings().stream().map(Path::of).toList();
    }

    /** Replaces what is noted, in one step. */
    public void write(ClusterHome home) throws IOException {
        JsonObject.Builder json = JsonObject.builder()
                .put("runtime", simulated ? "simulated" : "containerd")
                .put("offline", offline)
                .put("address", address)
                .put("port", port)
                .put("loadBalancerPool", loadBalancerPool)
                .put("resolvConf", resolvConf)
                .put("kubeconfigs", strings(kubeconfigs))
                .put("createdKubeconfigs", strings(createdKubeconfigs));
        if (network != null) {
            json.put("network", network.toJson());
        }
        Path draft = home.directory().resolve("cluster.json.new");
        Files.writeString(draft, Json.write(json.build()) + "\n");
        Files.move(draft, home.recordFile(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static JsonArray strings(List<Path> paths) {
        return JsonArray.ofStrings(paths.stream().map(Path::toString).toList());
    }

    public ClusterRecord withOffline(boolean other) {
        return new ClusterRecord(
                simulated,
                other,
                network,
                address,
                port,
                loadBalancerPool,
                resolvConf,
                kubeconfigs,
                createdKubeconfigs);
    }

    public ClusterRecord withLoadBalancerPool(String other) {
        return new ClusterRecord(
                simulated, offline, network, address, port, other, resolvConf, kubeconfigs, createdKubeconfigs);
    }

    public ClusterRecord withResolvConf(String other) {
        return new ClusterRecord(
                simulated, offline, network, address, port, loadBalancerPool, other, kubeconfigs, createdKubeconfigs);
    }

    /** Notes one more file with an entry of this cluster. */
    public ClusterRecord withKubeconfig(Path file, boolean created) {
        return new ClusterRecord(
                simulated,
                offline,
                network,
                address,
                port,
                loadBalancerPool,
                resolvConf,
                plus(kubeconfigs, file),
                created ? plus(createdKubeconfigs, file) : createdKubeconfigs);
    }

    private static List<Path> plus(List<Path> paths, Path one) {
        if (paths.contains(one)) {
            return paths;
        }
        List<Path> more = new ArrayList<>(paths);
        more.add(one);
        return List.copyOf(more);
    }
}
