package dev.leme.node.sources;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.TransportException;
import dev.leme.client.informer.Lister;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.volumes.VolumeException;
import dev.leme.node.volumes.VolumeSources;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What pods take values and volumes from. Config maps and secrets are watched one by one while a pod holds them; claims
 * and volumes are asked for when they are mounted; Services come from a shared cache.
 */
public final class NodeSources implements VolumeSources, AutoCloseable {
    private record Held(ObjectWatch watch, Map<String, Runnable> holders) {}

    private final ApiClient client;
    private final Clock clock;
    private final Lister<ApiObject> services;
    private final Map<PodReferences.Reference, Held> held = new HashMap<>();
    private boolean closed;

    public NodeSources(ApiClient client, Clock clock, Lister<ApiObject> services) {
        this.client = client;
        this.clock = clock;
        this.services = services;
    }

    /** Keeps what the pod refers to current, telling {@code changed} of each change, until {@link #release}. */
    public synchronized void hold(PodManifest pod, Runnable changed) {
        Set<PodReferences.Reference> wanted = PodReferences.of(pod);
        drop(pod.uid(), wanted);
        for (PodReferences.Reference reference : wanted) {
            if (!closed) {
                held.computeIfAbsent(reference, this::watch).holders().put(pod.uid(), changed);
            }
        }
    }

    private Held watch(PodReferences.Reference reference) {
        ObjectWatch watch = new ObjectWatch(reference, client, clock, () -> tell(reference));
        watch.start();
        return new Held(watch, new HashMap<>());
    }

    private void tell(PodReferences.Reference reference) {
        List<Runnable> holders;
        synchronized (this) {
            Held entry = held.get(reference);
            holders = entry == null ? List.of() : List.copyOf(entry.holders().values());
        }
        holders.forEach(Runnable::run);
    }

    /** The pod needs nothing any more. */
    public synchronized void release(String podUid) {
        drop(podUid, Set.of());
    }

    private void drop(String podUid, Set<PodReferences.Reference> except) {
        for (PodReferences.Reference reference : new HashSet<>(held.keySet())) {
            Held entry = held.get(reference);
            if (entry != null
                    && !except.contains(reference)
                    && entry.holders().remove(podUid) != null
                    && entry.holders().isEmpty()) {
                held.remove(reference);
                entry.watch().close();
            }
        }
    }

    @Override
    public Optional<ApiObject> configMap(String namespace, String name) {
        return get(Resources.CONFIG_MAPS, namespace, name);
    }

    @Override
    public Optional<ApiObject> secret(String namespace, String name) {
        return get(Resources.SECRETS, namespace, name);
    }

    private Optional<ApiObject> get(Resource resource, String namespace, String name) {
        Held entry;
        synchronized (this) {
            entry = held.get(new PodReferences.Reference(resource, namespace, name));
        }
        try {
            return entry == null
                    ? find(resource, namespace, name)
                    : entry.watch().get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TransportException("interrupted", interrupted);
        }
    }

    private Optional<ApiObject> find(Resource resource, String namespace, String name) {
        return Optional.ofNullable(client.find(resource, namespace, name));
    }

    @Override
    public List<ApiObject> services() {
        return services.list();
    }

    @Override
    public Optional<ApiObject> claim(String namespace, String name) {
        return find(Resources.PERSISTENT_VOLUME_CLAIMS, namespace, name);
    }

    @Override
    public Optional<ApiObject> volume(String name) {
        return find(Resources.PERSISTENT_VOLUMES, "", name);
    }

    @Override
    public Token requestToken(PodManifest pod, String audience, Duration lifetime) {
        String account = pod.spec().string("serviceAccountName");
        String name = account.isEmpty() ? "default" : account;
        Instant asked = clock.now();
        try {
            ApiObject answer = client.createSubresource(
                    Resources.SERVICE_ACCOUNTS, pod.namespace(), name, "token", request(pod, audience, lifetime));
            String expires = answer.status().string("expirationTimestamp");
            Instant end = expires.isEmpty() ? asked.plus(lifetime) : Instant.parse(expires);
            return new Token(answer.status().string("token"), asked, end);
        } catch (ApiException refused) {
            throw new VolumeException("failed to fetch token: " + refused.text(), refused);
        }
    }

    private static ApiObject request(PodManifest pod, String audience, Duration lifetime) {
        JsonObject bound = JsonObject.EMPTY
                .with("kind", "Pod")
                .with("apiVersion", "v1")
                .with("name", pod.name())
                .with("uid", pod.uid());
        JsonObject spec =
                JsonObject.EMPTY.with("expirationSeconds", lifetime.toSeconds()).with("boundObjectRef", bound);
        if (!audience.isEmpty()) {
            spec = spec.with("audiences", JsonArray.ofStrings(List.of(audience)));
        }
        return ApiObject.of(JsonObject.builder()
                .put("apiVersion", "authentication.k8s.io/v1")
                .put("kind", "TokenRequest")
                .put("metadata", JsonObject.EMPTY.with("namespace", pod.namespace()))
                .put("spec", spec)
                .build());
    }

    @Override
    public synchronized void close() {
        closed = true;
        held.values().forEach(entry -> entry.watch().close());
        held.clear();
    }
}
