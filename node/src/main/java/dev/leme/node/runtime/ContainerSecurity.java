package dev.leme.node.runtime;

import java.util.List;
import java.util.OptionalLong;

/**
 * Who a container runs as, and what it may do.
 *
 * @param runAsUsername used when {@code runAsUser} is empty; empty: the image's user
 * @param addCapabilities names without {@code CAP_}; {@code ALL} for all
 * @param maskedPaths paths that are hidden; the caller gives the defaults, empty hides none
 */
public record ContainerSecurity(
        OptionalLong runAsUser,
        OptionalLong runAsGroup,
        String runAsUsername,
        List<Long> supplementalGroups,
        boolean privileged,
        boolean readOnlyRootFilesystem,
        boolean noNewPrivileges,
        List<String> addCapabilities,
        List<String> dropCapabilities,
        List<String> maskedPaths,
        List<String> readOnlyPaths,
        SecurityProfile seccomp,
        SecurityProfile apparmor,
        Namespaces namespaces) {

    /** The paths of {@code procMount: Default}, hidden from containers. */
    public static final List<String> DEFAULT_MASKED_PATHS = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");

    /** The paths of {@code procMount: Default}, not to be written. */
    public static final List<String> DEFAULT_READ_ONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    public static final ContainerSecurity DEFAULT = new ContainerSecurity(
            OptionalLong.empty(),
            OptionalLong.empty(),
            "",
            List.of(),
            false,
            false,
            false,
            List.of(),
            List.of(),
            DEFAULT_MASKED_PATHS,
            DEFAULT_READ_ONLY_PATHS,
            SecurityProfile.UNCONFINED,
            SecurityProfile.UNCONFINED,
            Namespaces.DEFAULT);

    public ContainerSecurity withNamespaces(Namespaces other) {
        return new ContainerSecurity(
                runAsUser,
                runAsGroup,
                runAsUsername,
                supplementalGroups,
                privileged,
                readOnlyRootFilesystem,
                noNewPrivileges,
                addCapabilities,
                dropCapabilities,
                maskedPaths,
                readOnlyPaths,
                seccomp,
                apparmor,
                other);
    }
}
