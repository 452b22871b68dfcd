package dev.leme.node.blueprint;

import dev.leme.api.quantity.Quantity;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.manifest.QosClass;
import dev.leme.node.runtime.LinuxResources;

/** From requests and limits to what the kernel counts, by Kubernetes' rules. */
public final class ResourceBlueprint {
    /** CFS's period. */
    static final long PERIOD_MICROS = 100_000;

    private static final long LEAST_SHARES = 2;
    private static final long MOST_SHARES = 262_144;
    private static final long LEAST_QUOTA = 1000;
    private static final long GUARANTEED_SCORE = -997;
    private static final long BEST_EFFORT_SCORE = 1000;

    private ResourceBlueprint() {}

    public static LinuxResources of(PodManifest pod, ContainerManifest container, NodeFacts node) {
        Quantity cpuLimit = container.limit("cpu");
        Quantity cpu = container.request("cpu").isZero() ? cpuLimit : container.request("cpu");
        return LinuxResources.of(
                        PERIOD_MICROS,
                        quota(cpuLimit.milliValue()),
                        shares(cpu.milliValue()),
                        container.limit("memory").value())
                .withOomScoreAdj(oomScore(pod, container, node.memoryBytes()));
    }

    static long shares(long milliCpu) {
        return milliCpu == 0 ? LEAST_SHARES : Math.clamp(milliCpu * 1024 / 1000, LEAST_SHARES, MOST_SHARES);
    }

    static long quota(long milliCpu) {
        return milliCpu == 0 ? 0 : Math.max(LEAST_QUOTA, milliCpu * PERIOD_MICROS / 1000);
    }

    /** How readily the kernel ends it when memory is short: the less it uses of what it asked for, the less. */
    static long oomScore(PodManifest pod, ContainerManifest container, long nodeMemory) {
        QosClass qos = pod.qosClass();
        if (qos == QosClass.GUARANTEED || pod.spec().string("priorityClassName").equals("system-node-critical")) {
            return GUARANTEED_SCORE;
        }
        if (qos == QosClass.BEST_EFFORT || nodeMemory <= 0) {
            return BEST_EFFORT_SCORE;
        }
        long score = 1000 - 1000 * container.request("memory").value() / nodeMemory;
        return Math.clamp(score, BEST_EFFORT_SCORE + GUARANTEED_SCORE, BEST_EFFORT_SCORE - 1);
    }
}
