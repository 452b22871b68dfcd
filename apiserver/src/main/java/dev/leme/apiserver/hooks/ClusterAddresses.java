package dev.leme.apiserver.hooks;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.storage.Canonical;
import dev.leme.apiserver.storage.Companions;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.base.time.Clock;
import dev.leme.store.Bytes;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The addresses of Services: each taken one is an {@code IPAddress} object, made and deleted in the transaction of the Service
 * that holds it, so that none is given twice and none is lost.
 */
public final class ClusterAddresses {

    private static final String KEYS = "/registry/ipaddresses/";
    private static final int TRIES = 1000;

    private final ObjectReader objects;
    private final AddressRange range;
    private final Clock clock;

    /** Gives addresses out of {@code range}. */
    public ClusterAddresses(ObjectReader objects, AddressRange range, Clock clock) {
        this.objects = objects;
        this.range = range;
        this.clock = clock;
    }

    /**
     * A free address at random out of the upper band of the range, then out of the lower one: those at the bottom are left for
     * Services that ask for a fixed one.
     */
    String choose() {
        long band = range.staticBand();
        for (int tried = 0; tried < TRIES; tried++) {
            long offset = tried < TRIES / 2
                    ? ThreadLocalRandom.current().nextLong(band + 1, range.size() - 1)
                    : ThreadLocalRandom.current().nextLong(1, range.size() - 1);
            String candidate = range.address(offset);
            if (isFree(candidate)) {
                return candidate;
            }
        }
        throw dev.leme.api.status.ApiException.internal("failed to allocate a serviceIP: range is full");
    }

    private boolean isFree(String address) {
        return objects.get(Resources.IP_ADDRESSES, "", address) == null;
    }

    /** Why an address can't be had; empty where it can. */
    String refusal(String address) {
        if (!range.contains(address)) {
            return "the provided IP (" + address + ") is not in the valid range. The range of valid IPs is " + range;
        }
        return isFree(address) ? "" : "provided IP is already allocated";
    }

    void take(String address, ApiObject service, Companions companions) {
        JsonObject parent = JsonObject.builder()
                .put("group", "")
                .put("resource", "services")
                .put("namespace", service.namespace())
                .put("name", service.name())
                .build();
        JsonObject labels = JsonObject.EMPTY
                .with("ipaddress.kubernetes.io/ip-family", "IPv4")
                .with("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io");
        JsonObject metadata = JsonObject.builder()
                .put("name", address)
                .put("uid", UUID.randomUUID().toString())
                .put(
                        "creationTimestamp",
                        clock.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("labels", labels)
                .build();
        JsonObject object = JsonObject.builder()
                .put("kind", "IPAddress")
                .put("apiVersion", "networking.k8s.io/v1")
                .put("metadata", metadata)
                .put("spec", JsonObject.of("parentRef", parent))
                .build();
        companions.claim(KEYS + address, Bytes.wrap(Canonical.bytes(ApiObject.of(object))));
    }

    void release(String address, Companions companions) {
        companions.release(KEYS + address);
    }
}
