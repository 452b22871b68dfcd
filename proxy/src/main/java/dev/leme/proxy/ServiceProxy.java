package dev.leme.proxy;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.ObjectKey;
import dev.leme.proxy.Subject.OfNodes;
import dev.leme.proxy.Subject.OfPod;
import dev.leme.proxy.Subject.OfService;
import dev.leme.proxy.health.ProxyHealth;
import dev.leme.proxy.nft.Nftables;
import dev.leme.proxy.nft.NftablesException;
import dev.leme.proxy.ruleset.HostPortPlanner;
import dev.leme.proxy.ruleset.NodeFacts;
import dev.leme.proxy.ruleset.RulesetPlanner;
import dev.leme.proxy.ruleset.RulesetText;
import dev.leme.proxy.ruleset.ServiceRules;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the node's nftables table, and what goes with it, equal to what Services, EndpointSlices and the host ports of its
 * pods say.
 *
 * <p>Gather: informers tell what is touched. Plan: each touched Service or pod anew, a pure function. Run: what differs
 * from the rules in force, as one transaction, then what stands beside the rules ({@link Surroundings}). Whatever changes
 * while a transaction runs is in the next one, so bursts merge and nothing waits.
 *
 * <p>The rules stay in force when the proxy ends, and a new proxy takes them over in one transaction: traffic meets no gap.
 */
public final class ServiceProxy implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ServiceProxy.class.getName());
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ProxySettings settings;
    private final Clock clock;
    private final EventRecorder events;
    private final Gathered gathered;
    private final RulesInForce rules;
    private final ProxyHealth health;
    private final Surroundings surroundings;
    private final Thread thread;
    private final ThreadFactory threads;
    private final Touched touched = new Touched();
    private final CountDownLatch applied = new CountDownLatch(1);
    private NodeFacts node;

    /** A proxy for the network namespace that this process is in; {@code events} tell of Services that it can't serve. */
    public ServiceProxy(ProxySettings settings, Informers informers, EventRecorder events, Clock clock) {
        this(
                settings,
                informers,
                events,
                clock,
                Thread.ofPlatform().name("service-proxy").daemon().factory());
    }

    /** A proxy for the network namespace that {@code threads} start in. */
    ServiceProxy(
            ProxySettings settings, Informers informers, EventRecorder events, Clock clock, ThreadFactory threads) {
        this.settings = settings;
        this.clock = clock;
        this.events = events;
        this.threads = threads;
        this.node = settings.node();
        gathered = new Gathered(informers, settings.nodeName());
        rules = new RulesInForce(settings.frame());
        health = new ProxyHealth(clock);
        surroundings = new Surroundings(settings, health);
        thread = threads.newThread(this::loop);
    }

    /** Begins, as soon as the informers have their first lists. Once only. */
    public void start() {
        gathered.tell(touched);
        thread.start();
    }

    /** Waits until the rules of all Services of the first lists are in force; false when {@code patience} ran out first. */
    public boolean synced(Duration patience) throws InterruptedException {
        return applied.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The rules that were last asked of the kernel, in nft's words, for debugging; waits for a transaction under way. */
    public String text() {
        return rules.text();
    }

    /** Ends the loop and leaves the rules in force. */
    @Override
    public void close() {
        thread.interrupt();
        join(thread);
    }

    /** Ends the loop and removes the table, the addresses and the routes that it made. */
    public void remove() {
        close();
        Thread remover = threads.newThread(this::removeAll);
        remover.start();
        join(remover);
    }

    private void removeAll() {
        try (Nftables nftables = Nftables.open()) {
            nftables.run(RulesetText.remove(settings.frame()));
            surroundings.remove();
        } catch (IOException | NftablesException failure) {
            LOG.log(Level.WARNING, "rules of Services not removed: {0}", failure.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread ending) {
        try {
            ending.join(PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        try (surroundings) {
            gathered.awaitLists();
            touched.add(new OfNodes());
            gathered.services().forEach(touched::add);
            gathered.pods().forEach(touched::add);
            surroundings.prepare();
            try (Nftables nftables = Nftables.open()) {
                follow(nftables);
            }
        } catch (InterruptedException closed) {
            LOG.log(Level.DEBUG, "service proxy ends");
        } catch (NftablesException missing) {
            LOG.log(Level.ERROR, "Services have no rules: {0}", missing.getMessage());
        }
    }

    private void follow(Nftables nftables) throws InterruptedException {
        for (int failures = 0; ; ) {
            try {
                apply(nftables);
                failures = 0;
                touched.await();
            } catch (NftablesException refused) {
                failures++;
                LOG.log(Level.WARNING, "rules of Services not in force: {0}", refused.getMessage());
                clock.sleep(RETRY.after(failures));
            }
        }
    }

    private void apply(Nftables nftables) throws InterruptedException {
        RulesInForce.Applied outcome;
        health.begin();
        synchronized (rules) {
            touched.take().forEach(this::plan);
            outcome = rules.apply(nftables);
        }
        health.done();
        outcome.refused().forEach(this::tellRefused);
        surroundings.follow(outcome.flows(), rules.answered());
        applied.countDown();
    }

    private void plan(Subject subject) {
        try {
            switch (subject) {
                case OfService(ObjectKey key) -> rules.put(subject, planService(key));
                case OfPod(ObjectKey key) -> rules.put(subject, planPod(key));
                case OfNodes() -> lookAround();
            }
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, subject + " keeps the rules that it has: " + bug, bug);
        }
    }

    private ServiceRules planService(ObjectKey key) {
        Service service = gathered.service(key);
        if (service == null) {
            surroundings.noHealthCheck(key);
            return ServiceRules.NONE;
        }
        List<EndpointSlice> slices = gathered.slices(key);
        surroundings
                .healthCheck(key, service, slices)
                .ifPresent(failure -> events.warning(service.object(), "FailedToStartServiceHealthcheck", failure));
        return RulesetPlanner.plan(service, slices, node);
    }

    private ServiceRules planPod(ObjectKey key) {
        Pod pod = gathered.pod(key);
        return pod == null ? ServiceRules.NONE : HostPortPlanner.plan(pod, node);
    }

    /** Where the nodes changed in a way that counts, all Services are planned anew. */
    private void lookAround() {
        NodeFacts now = node.in(gathered.zone(node.name()), gathered.peers());
        if (!now.equals(node)) {
            node = now;
            gathered.services().forEach(this::plan);
        }
    }

    private void tellRefused(Subject subject, String reason) {
        LOG.log(Level.WARNING, "{0} has no rules: {1}", subject, reason);
        if (subject instanceof OfService(ObjectKey key)) {
            Service service = gathered.service(key);
            if (service != null) {
                events.warning(
                        service.object(), "FailedToProgramService", "The node's kernel refuses its rules: " + reason);
            }
        }
    }
}
