package dev.leme.controllers.nodelifecycle;

import dev.leme.api.object.ApiObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When each node was last heard of, by this process's own clock: what counts is that its lease or status changed, not what
 * time it says. So a node has its whole time to be heard again after a start, however old its lease is by then.
 */
final class NodeHealth {

    /** Upstream's {@code node-monitor-grace-period} since v1.32. */
    static final Duration GRACE = Duration.ofSeconds(50);

    /** Upstream's {@code node-startup-grace-period}, for a node that never said how it is. */
    static final Duration STARTUP_GRACE = Duration.ofSeconds(60);

    private record Sign(String uid, String lease, String heartbeat, Instant at) {}

    private final Map<String, Sign> signs = new ConcurrentHashMap<>();

    /** When the node is silent for too long, if it isn't heard of before. */
    Instant deadline(ApiObject node, @Nullable ApiObject lease, Instant now) {
        String renewed = lease == null ? "" : lease.spec().string("renewTime");
        String heartbeat = Conditions.find(node, Conditions.READY).string("lastHeartbeatTime");
        Sign sign = signs.compute(node.name(), (name, before) -> {
            boolean same = before != null
                    && before.uid.equals(node.uid())
                    && before.lease.equals(renewed)
                    && before.heartbeat.equals(heartbeat);
            return same ? before : new Sign(node.uid(), renewed, heartbeat, now);
        });
        boolean spoke = !heartbeat.isEmpty() || !renewed.isEmpty();
        return sign.at.plus(spoke ? GRACE : STARTUP_GRACE);
    }

    void forget(String node) {
        signs.remove(node);
    }
}
