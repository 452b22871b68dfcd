package dev.leme.node.registration;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The lease by which others see that the node lives; used by one thread. */
final class NodeLease {
    private static final String NAMESPACE = "kube-node-lease";
    private static final int SECONDS = 40;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final ApiClient client;
    private final String name;
    private final Clock clock;
    private @Nullable ApiObject last;
    private JsonArray owners = JsonArray.EMPTY;

    NodeLease(ApiClient client, String name, Clock clock) {
        this.client = client;
        this.name = name;
        this.clock = clock;
    }

    /** The lease goes away with the node's object. */
    void ownedBy(ApiObject node) {
        owners = JsonArray.of(JsonObject.EMPTY
                .with("apiVersion", "v1")
                .with("kind", "Node")
                .with("name", name)
                .with("uid", node.uid()));
    }

    void renew() {
        ApiObject held = last == null ? client.find(Resources.LEASES, NAMESPACE, name) : last;
        try {
            last = held == null
                    ? client.create(Resources.LEASES, fresh(clock.now()))
                    : client.update(Resources.LEASES, held.with("spec", spec(clock.now())));
        } catch (ApiException refused) {
            last = null;
            if (!refused.is(Reason.CONFLICT) && !refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
            if (held == null) {
                throw refused;
            }
            renew();
        }
    }

    private JsonObject spec(Instant now) {
        return JsonObject.EMPTY
                .with("holderIdentity", name)
                .with("leaseDurationSeconds", SECONDS)
                .with("renewTime", MICROS.format(now));
    }

    private ApiObject fresh(Instant now) {
        JsonObject metadata = JsonObject.EMPTY.with("name", name).with("namespace", NAMESPACE);
        return ApiObject.of(JsonObject.builder()
                .put("apiVersion", "coordination.k8s.io/v1")
                .put("kind", "Lease")
                .put("metadata", owners.isEmpty() ? metadata : metadata.with("ownerReferences", owners))
                .put("spec", spec(now))
                .build());
    }
}
