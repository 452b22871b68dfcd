package dev.leme.scheduler.snapshot;

import java.util.Collection;

/** A port of a node that a pod takes for itself. */
public record HostPort(String address, String protocol, int port) {

    private static final String ANY = "0.0.0.0";

    /** Whether both can't be had on one node; the address {@code 0.0.0.0} stands for all. */
    public boolean conflictsWith(HostPort other) {
        return port == other.port
                && protocol.equals(other.protocol)
                && (address.equals(other.address) || address.equals(ANY) || other.address.equals(ANY));
    }

    /** Whether any of {@code taken} stands in the way. */
    public boolean conflictsWithAny(Collection<HostPort> taken) {
        return taken.stream().anyMatch(this::conflictsWith);
    }
}
