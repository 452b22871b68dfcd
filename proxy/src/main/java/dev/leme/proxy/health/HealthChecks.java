package dev.leme.proxy.health;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The health-check node ports of all Services, in the network namespace of the thread that puts them there. For one thread. */
public final class HealthChecks implements AutoCloseable {

    private final List<String> addresses;
    private final ProxyHealth proxy;
    private final Map<String, HealthCheckServer> servers = new HashMap<>();

    /** @param addresses the node's own */
    public HealthChecks(List<String> addresses, ProxyHealth proxy) {
        this.proxy = proxy;
        this.addresses = List.copyOf(addresses);
    }

    /** What a Service's port is to say from now on, if anything. Throws {@link IOException} where it can't have the port. */
    public void put(String service, Optional<HealthCheck> wanted) throws IOException {
        HealthCheckServer running = servers.get(service);
        if (running != null && wanted.map(HealthCheck::port).orElse(0) == running.port()) {
            wanted.ifPresent(running::say);
            return;
        }
        remove(service);
        if (wanted.isPresent()) {
            servers.put(service, new HealthCheckServer(wanted.get(), proxy, addresses));
        }
    }

    /** A Service that is gone says nothing. */
    public void remove(String service) {
        HealthCheckServer running = servers.remove(service);
        if (running != null) {
            running.close();
        }
    }

    @Override
    public void close() {
        servers.values().forEach(HealthCheckServer::close);
        servers.clear();
    }
}
