package dev.leme.apiserver.hooks;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.storage.Companions;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.store.Bytes;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports of Services on every node, each a key of its own that is made and deleted with what holds it. A number is one
 * Service's whatever the protocol, as upstream's.
 */
public final class NodePorts {

    private static final String KEYS = "/registry/nodeports/";
    private static final int PORTS = 1 << 16;
    /** How many versions a state may be behind for chance to choose by it. */
    private static final int RECENT = 256;

    private static final BitSet NONE = new BitSet();

    private final ObjectReader objects;
    private final int first;
    private final int last;
    private final BitSet chosen = new BitSet(PORTS);
    private Snapshot snapshot = new Snapshot(-1, new BitSet(PORTS));

    /** Gives ports from {@code first} to {@code last}. */
    public NodePorts(ObjectReader objects, int first, int last) {
        this.objects = objects;
        this.first = first;
        this.last = last;
    }

    /** The numbers that a spec holds, a health check's among them. */
    static Set<Integer> of(JsonObject spec) {
        Set<Integer> numbers = new TreeSet<>();
        numbers.add((int) spec.number("healthCheckNodePort", 0));
        spec.array("ports").objects().forEach(port -> numbers.add((int) port.number("nodePort", 0)));
        numbers.remove(0);
        return numbers;
    }

    /** What is taken, as of one version of the Services. */
    private record Snapshot(long version, BitSet taken) {}

    private synchronized BitSet taken() {
        long version = objects.version(Resources.SERVICES);
        if (snapshot.version() != version) {
            BitSet taken = new BitSet(PORTS);
            for (ApiObject service : objects.list(Resources.SERVICES, "")) {
                of(service.spec()).forEach(taken::set);
            }
            snapshot = new Snapshot(version, taken);
            chosen.clear();
        }
        return snapshot.taken();
    }

    /**
     * A free port at random, the bottom of the range last, none that {@code besides} has. It may look at a state a few writes
     * old, in which what was chosen since is marked: the commit finds out, and the next try looks elsewhere.
     */
    synchronized int choose(Set<Integer> besides) {
        boolean recent = snapshot.version() >= 0 && objects.version(Resources.SERVICES) - snapshot.version() < RECENT;
        int free = recent ? free(snapshot.taken(), besides, chosen) : 0;
        free = free == 0 ? free(taken(), besides, NONE) : free;
        if (free == 0) {
            throw ApiException.internal("failed to allocate a nodePort: range is full");
        }
        chosen.set(free);
        return free;
    }

    private int free(BitSet taken, Set<Integer> besides, BitSet chosen) {
        BitSet all = (BitSet) taken.clone();
        all.or(chosen);
        besides.forEach(all::set);
        int band = staticBand();
        int free = free(all, first + band, last);
        return free == 0 && band > 0 ? free(all, first, first + band - 1) : free;
    }

    /** How many at the bottom are left for fixed wishes: a 32nd, at least 16, at most 128 (upstream's rule). */
    private int staticBand() {
        int size = last - first + 1;
        return size <= 16 ? 0 : Math.min(Math.max(16, size / 32), 128);
    }

    private static int free(BitSet taken, int from, int to) {
        int count = to - from + 1;
        int start = ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < count; i++) {
            int number = from + (start + i) % count;
            if (!taken.get(number)) {
                return number;
            }
        }
        return 0;
    }

    /** Why a port can't be had; empty where it can. */
    String refusal(int port) {
        if (port < first || port > last) {
            return "provided port is not in the valid range. The range of valid ports is " + first + "-" + last;
        }
        return taken().get(port) ? "provided port is already allocated" : "";
    }

    void take(int port, ApiObject service, Companions companions) {
        companions.claim(KEYS + port, Bytes.utf8(service.namespace() + "/" + service.name()));
    }

    void release(int port, Companions companions) {
        companions.release(KEYS + port);
    }
}
