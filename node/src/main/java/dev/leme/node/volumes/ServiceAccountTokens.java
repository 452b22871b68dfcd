package dev.leme.node.volumes;

import dev.leme.base.time.Clock;
import dev.leme.node.manifest.PodManifest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The tokens that pods hold, kept so that each is asked for only when it is due for renewal. */
final class ServiceAccountTokens {
    private record Key(String podUid, String audience, Duration lifetime) {}

    private final VolumeSources sources;
    private final Clock clock;
    private final Map<Key, VolumeSources.Token> held = new ConcurrentHashMap<>();

    ServiceAccountTokens(VolumeSources sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
    }

    VolumeSources.Token token(PodManifest pod, String audience, Duration lifetime) {
        Key key = new Key(pod.uid(), audience, lifetime);
        VolumeSources.Token token = held.get(key);
        if (token == null || !clock.now().isBefore(token.refreshAt())) {
            token = sources.requestToken(pod, audience, lifetime);
            held.put(key, token);
        }
        return token;
    }

    void forget(String podUid) {
        held.keySet().removeIf(key -> key.podUid().equals(podUid));
    }
}
