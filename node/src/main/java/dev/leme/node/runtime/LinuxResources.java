package dev.leme.node.runtime;

import java.util.Map;

/**
 * Limits as the kernel counts them; 0 is "not set" everywhere.
 *
 * @param cpuPeriodMicros CFS period
 * @param cpuQuotaMicros CFS quota in a period
 * @param cpuShares relative weight as in cgroup v1 (the runtime converts it for v2)
 * @param memoryLimitBytes memory limit
 * @param memorySwapLimitBytes memory and swap together
 * @param oomScoreAdj -1000 to 1000
 * @param hugepageLimits bytes by page size ({@code 2MB})
 * @param unified cgroup v2 files by name
 */
public record LinuxResources(
        long cpuPeriodMicros,
        long cpuQuotaMicros,
        long cpuShares,
        long memoryLimitBytes,
        long memorySwapLimitBytes,
        long oomScoreAdj,
        String cpusetCpus,
        String cpusetMems,
        Map<String, Long> hugepageLimits,
        Map<String, String> unified) {
    public static final LinuxResources NONE = new LinuxResources(0, 0, 0, 0, 0, 0, "", "", Map.of(), Map.of());

    public static LinuxResources of(long cpuPeriodMicros, long cpuQuotaMicros, long cpuShares, long memoryLimitBytes) {
        return new LinuxResources(
                cpuPeriodMicros, cpuQuotaMicros, cpuShares, memoryLimitBytes, 0, 0, "", "", Map.of(), Map.of());
    }

    public LinuxResources withOomScoreAdj(long adjustment) {
        return new LinuxResources(
                cpuPeriodMicros,
                cpuQuotaMicros,
                cpuShares,
                memoryLimitBytes,
                memorySwapLimitBytes,
                adjustment,
                cpusetCpus,
                cpusetMems,
                hugepageLimits,
                unified);
    }
}
