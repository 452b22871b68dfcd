package dev.leme.cluster.why;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.pods.NodeGateway;
import dev.leme.apiserver.pods.NodeGateway.LogQuery;
import dev.leme.client.ApiClient;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cluster as it is now; each list is read once for one explanation. */
public final class LiveFacts implements Facts {

    private static final Logger LOG = System.getLogger(LiveFacts.class.getName());
    private static final long LONGEST_LINE = 4096;

    private record Listed(Resource resource, String namespace) {}

    private final ApiClient client;
    private final NodeGateway nodes;
    private final Optional<Network> network;
    private final Map<Listed, List<ApiObject>> lists = new HashMap<>();

    /** Facts for one explanation. */
    public LiveFacts(ApiClient client, NodeGateway nodes, Optional<Network> network) {
        this.client = client;
        this.nodes = nodes;
        this.network = network;
    }

    @Override
    public @Nullable ApiObject find(Resource resource, String namespace, String name) {
        return client.find(resource, namespace, name);
    }

    @Override
    public List<ApiObject> list(Resource resource, String namespace) {
        return lists.computeIfAbsent(new Listed(resource, namespace), key -> client.list(resource, namespace));
    }

    @Override
    public String lastLine(ApiObject pod, String container, boolean previous) {
        try (InputStream log =
                nodes.logs(pod, container, new LogQuery(false, previous, false, 1, LONGEST_LINE, null))) {
            return new String(log.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException | ApiException none) {
            LOG.log(Level.DEBUG, () -> "no log of " + pod.key() + ": " + none.getMessage());
            return "";
        }
    }

    @Override
    public Optional<Network> network() {
        return network;
    }
}
