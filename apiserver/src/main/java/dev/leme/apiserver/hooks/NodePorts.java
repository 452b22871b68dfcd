package dev.leme.apiserver.hooks;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.storage.Companions;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.store.Bytes;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The ports of Services on every node, each a key of its own that is made and deleted with what holds it. */
public final class NodePorts {

    /** A taken port. */
    record Port(int number, String protocol) {}

    private static final String KEYS = "/registry/nodeports/";
    private static final int STATIC_BAND = 86;

    private final ObjectReader objects;
    private final int first;
    private final int last;

    /** Gives ports from {@code first} to {@code last}. */
    public NodePorts(ObjectReader objects, int first, int last) {
        this.objects = objects;
        this.first = first;
        this.last = last;
    }

    private Set<Port> taken() {
        Set<Port> taken = new HashSet<>();
        for (ApiObject service : objects.list(Resources.SERVICES, "")) {
            service.spec().array("ports").objects().stream()
                    .filter(port -> port.number("nodePort", 0) != 0)
                    .forEach(port -> taken.add(new Port((int) port.number("nodePort", 0), port.string("protocol"))));
        }
        return taken;
    }

    /** A free port at random, the bottom of the range last, none that {@code besides} has. */
    int choose(String protocol, Set<Port> besides) {
        Set<Port> taken = taken();
        taken.addAll(besides);
        int band = Math.min(STATIC_BAND, (last - first + 1) / 2);
        int free = free(protocol, taken, first + band, last);
        if (free == 0) {
            free = free(protocol, taken, first, first + band - 1);
        }
        if (free == 0) {
            throw ApiException.internal("failed to allocate a nodePort: range is full");
        }
        return free;
    }

    private static int free(String protocol, Set<Port> taken, int from, int to) {
        int count = to - from + 1;
        int start = ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < count; i++) {
            int number = from + (start + i) % count;
            if (!taken.contains(new Port(number, protocol))) {
                return number;
            }
        }
        return 0;
    }

    /** Why a port can't be had; empty where it can. */
    String refusal(Port port) {
        if (port.number() < first || port.number() > last) {
            return "provided port is not in the valid range. The range of valid ports is " + first + "-" + last;
        }
        return taken().contains(port) ? "provided port is already allocated" : "";
    }

    void take(Port port, ApiObject service, Companions companions) {
        companions.claim(key(port), Bytes.utf8(service.namespace() + "/" + service.name()));
    }

    void release(Port port, Companions companions) {
        companions.release(key(port));
    }

    private static String key(Port port) {
        return KEYS + port.number() + "/" + port.protocol();
    }
}
