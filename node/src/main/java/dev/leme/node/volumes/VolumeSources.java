package dev.leme.node.volumes;

import dev.leme.api.object.ApiObject;
import dev.leme.node.environment.ConfigSources;
import dev.leme.node.manifest.PodManifest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What volumes are filled from, as the node knows it now. */
public interface VolumeSources extends ConfigSources {
    Optional<ApiObject> claim(String namespace, String name);

    Optional<ApiObject> volume(String name);

    /** A token of the pod's service account, bound to the pod; an empty audience is the API server. */
    Token requestToken(PodManifest pod, String audience, Duration lifetime);

    /** A bearer token and when it ends. */
    record Token(String value, Instant issuedAt, Instant expiresAt) {
        /** When to fetch the next one: after four fifths of its life, and at least once a day. */
        public Instant refreshAt() {
            Instant byAge = issuedAt.plus(
                    Duration.between(issuedAt, expiresAt).multipliedBy(4).dividedBy(5));
            Instant daily = issuedAt.plus(Duration.ofHours(24));
            return byAge.isBefore(daily) ? byAge : daily;
        }
    }
}
