package dev.leme.apiserver.hooks;

import dev.leme.api.address.AddressRange;
import dev.leme.api.address.IpAddress;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.storage.Canonical;
import dev.leme.apiserver.storage.Companions;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.base.time.Clock;
import dev.leme.store.Bytes;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of Services: each taken one is an {@code IPAddress} object, made and deleted in the transaction of the Service
 * that holds it, so that none is given twice and none is lost. They come out of the cluster's own ranges and of those that
 * ServiceCIDRs add.
 */
public final class ClusterAddresses {

    private static final String KEYS = "/registry/ipaddresses/";
    private static final String RANGE_KEYS = "/registry/servicecidrs/";
    private static final int TRIES = 64;
    /** The most addresses that are looked at one by one when chance has found none. */
    private static final int SCANNED = 1 << 16;

    private final ObjectReader objects;
    private final List<AddressRange> own;
    private final Clock clock;

    /** A range, and the ServiceCIDR that must still stand when an address of it is taken; null for the cluster's own. */
    private record Source(AddressRange range, @Nullable ApiObject cidr) {}

    /** Gives addresses out of {@code own}, the first of which is of the family that Services have unless they ask. */
    public ClusterAddresses(ObjectReader objects, List<AddressRange> own, Clock clock) {
        this.objects = objects;
        this.own = List.copyOf(own);
        this.clock = clock;
    }

    /** The families of the cluster, the usual one first. */
    List<String> families() {
        return own.stream().map(AddressRange::family).distinct().toList();
    }

    private List<Source> sources(String family) {
        List<Source> sources = new ArrayList<>();
        own.stream()
                .filter(range -> range.family().equals(family))
                .forEach(range -> sources.add(new Source(range, null)));
        List<ApiObject> cidrs = new ArrayList<>(objects.list(Resources.SERVICE_CIDRS, ""));
        cidrs.sort(Comparator.comparing(ApiObject::name));
        for (ApiObject cidr : cidrs) {
            for (String text : cidr.spec().array("cidrs").strings()) {
                AddressRange range = AddressRange.parse(text);
                if (range.family().equals(family) && !own.contains(range) && isReady(cidr)) {
                    sources.add(new Source(range, cidr));
                }
            }
        }
        return sources;
    }

    /** A range is usable unless it is going, or has been said not to be. */
    private static boolean isReady(ApiObject cidr) {
        return !cidr.isDeleting()
                && cidr.status().array("conditions").objects().stream()
                        .filter(condition -> condition.string("type").equals("Ready"))
                        .allMatch(condition -> condition.string("status").equals("True"));
    }

    /**
     * A free address at random out of the upper band of a range, then out of the lower one: those at the bottom are left for
     * Services that ask for a fixed one.
     */
    String choose(String family) {
        for (Source source : sources(family)) {
            AddressRange range = source.range();
            long band = range.staticBand();
            String free = free(range, band + 1, range.end());
            free = free.isEmpty() ? free(range, 1, Math.min(band + 1, range.end())) : free;
            if (!free.isEmpty()) {
                return free;
            }
        }
        throw ApiException.internal("failed to allocate a serviceIP: range is full");
    }

    private String free(AddressRange range, long from, long end) {
        long count = end - from;
        if (count <= 0) {
            return "";
        }
        for (int tried = 0; tried < TRIES; tried++) {
            String candidate = range.address(ThreadLocalRandom.current().nextLong(from, end));
            if (isFree(candidate)) {
                return candidate;
            }
        }
        long start = ThreadLocalRandom.current().nextLong(count);
        for (long i = 0; i < Math.min(count, SCANNED); i++) {
            String candidate = range.address(from + (start + i) % count);
            if (isFree(candidate)) {
                return candidate;
            }
        }
        return "";
    }

    private boolean isFree(String address) {
        return objects.get(Resources.IP_ADDRESSES, "", address) == null;
    }

    /** Why an address can't be had; empty where it can. */
    String refusal(IpAddress address) {
        Optional<Source> source = source(address);
        if (source.isEmpty()) {
            return "the provided network does not match the current range";
        }
        AddressRange range = source.get().range();
        if (!range.hasForServices(address)) {
            return "the provided IP (" + address + ") is not in the valid range. The range of valid IPs is " + range;
        }
        return isFree(address.toString()) ? "" : "provided IP is already allocated";
    }

    private Optional<Source> source(IpAddress address) {
        return sources(address.family()).stream()
                .filter(source -> source.range().contains(address))
                .findFirst();
    }

    /** Takes the address for the service, on the condition that the range that it is of stays as it is. */
    void take(IpAddress address, ApiObject service, Companions companions) {
        source(address)
                .map(Source::cidr)
                .ifPresent(cidr -> companions.fence(RANGE_KEYS + cidr.name(), Long.parseLong(cidr.resourceVersion())));
        companions.claim(KEYS + address, Bytes.wrap(Canonical.bytes(object(address, service))));
    }

    private ApiObject object(IpAddress address, ApiObject service) {
        JsonObject parent = JsonObject.builder()
                .put("group", "")
                .put("resource", "services")
                .put("namespace", service.namespace())
                .put("name", service.name())
                .build();
        JsonObject labels = JsonObject.EMPTY
                .with("ipaddress.kubernetes.io/ip-family", address.family())
                .with("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io");
        JsonObject metadata = JsonObject.builder()
                .put("name", address.toString())
                .put("uid", UUID.randomUUID().toString())
                .put(
                        "creationTimestamp",
                        clock.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("labels", labels)
                .build();
        return ApiObject.of(JsonObject.builder()
                .put("kind", "IPAddress")
                .put("apiVersion", "networking.k8s.io/v1")
                .put("metadata", metadata)
                .put("spec", JsonObject.of("parentRef", parent))
                .build());
    }

    void release(IpAddress address, Companions companions) {
        companions.release(KEYS + address);
    }
}
