package dev.leme.proxy;

import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.client.informer.ObjectKey;
import dev.leme.proxy.balancer.BalancerAddresses;
import dev.leme.proxy.conntrack.Conntrack;
import dev.leme.proxy.conntrack.Flow;
import dev.leme.proxy.conntrack.StaleFlows;
import dev.leme.proxy.health.HealthCheck;
import dev.leme.proxy.health.HealthChecks;
import dev.leme.proxy.health.ProxyHealth;
import dev.leme.proxy.ruleset.Backend;
import dev.leme.proxy.ruleset.Frontend;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands beside the rules in a node's namespace: routes and settings, load balancers' addresses, health-check ports, and
 * flows that have lost their endpoint. Rules without it still serve most, so a failure here is told and stops nothing. For the
 * proxy's thread only.
 */
final class Surroundings implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ServiceProxy.class.getName());

    private final String nodeName;
    private final Forwarding forwarding;
    private final BalancerAddresses addresses;
    private final HealthChecks healthChecks;
    private Optional<Set<String>> answered = Optional.empty();

    Surroundings(ProxySettings settings, ProxyHealth health) {
        nodeName = settings.nodeName();
        forwarding = new Forwarding(settings);
        String main = settings.nodeAddresses().isEmpty()
                ? ""
                : settings.nodeAddresses().getFirst();
        addresses = new BalancerAddresses(main, main.isEmpty() ? List.of() : settings.loadBalancerPool());
        healthChecks = new HealthChecks(settings.nodeAddresses(), health);
    }

    void prepare() throws InterruptedException {
        attempt("Services may be out of reach for some", forwarding::prepare);
    }

    /** Follows a change of the rules that is in force. */
    void follow(Map<Frontend, Set<Backend>> flows, Set<String> wanted) throws InterruptedException {
        if (!answered.equals(Optional.of(wanted))) {
            attempt("load balancers may be out of reach", () -> {
                addresses.answer(wanted);
                answered = Optional.of(Set.copyOf(wanted));
            });
        }
        if (!flows.isEmpty()) {
            attempt("flows may go on to endpoints that are gone", () -> forget(flows));
        }
    }

    private static void forget(Map<Frontend, Set<Backend>> allowed) throws IOException {
        try (Conntrack conntrack = Conntrack.open()) {
            for (Flow stale : StaleFlows.among(conntrack.udp(), allowed)) {
                conntrack.delete(stale);
            }
        }
    }

    /** Keeps a Service's health check; the text of what went wrong, if anything did. */
    Optional<String> healthCheck(ObjectKey key, Service service, List<EndpointSlice> slices) {
        Optional<HealthCheck> wanted = HealthCheck.of(service, slices, nodeName);
        try {
            healthChecks.put(key.toString(), wanted);
            return Optional.empty();
        } catch (IOException taken) {
            return wanted.map(check -> "node " + nodeName + " failed to start healthcheck \"" + key + "\" on port "
                    + check.port() + ": " + taken.getMessage());
        }
    }

    void noHealthCheck(ObjectKey key) {
        healthChecks.remove(key.toString());
    }

    /** Takes back what is the cluster's alone. */
    void remove() throws IOException, InterruptedException {
        addresses.answer(Set.of());
        forwarding.remove();
    }

    private interface Attempt {
        void run() throws IOException, InterruptedException;
    }

    private static void attempt(String consequence, Attempt attempt) throws InterruptedException {
        try {
            attempt.run();
        } catch (IOException failure) {
            LOG.log(Level.WARNING, "{0}: {1}", consequence, failure.getMessage());
        }
    }

    @Override
    public void close() {
        healthChecks.close();
    }
}
