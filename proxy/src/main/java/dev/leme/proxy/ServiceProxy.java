package dev.leme.proxy;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.FieldSelector;
import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import dev.leme.client.ListOptions;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.proxy.Touched.Subject;
import dev.leme.proxy.Touched.Subject.OfPod;
import dev.leme.proxy.Touched.Subject.OfService;
import dev.leme.proxy.nft.Nftables;
import dev.leme.proxy.nft.NftablesException;
import dev.leme.proxy.ruleset.HostPortPlanner;
import dev.leme.proxy.ruleset.NodeFacts;
import dev.leme.proxy.ruleset.RulesetDiff;
import dev.leme.proxy.ruleset.RulesetIndex;
import dev.leme.proxy.ruleset.RulesetPlanner;
import dev.leme.proxy.ruleset.RulesetText;
import dev.leme.proxy.ruleset.ServiceRules;
import dev.leme.proxy.ruleset.TableFrame;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the node's nftables table equal to what Services, EndpointSlices and the host ports of its pods say.
 *
 * <p>Gather: informers tell what is touched. Plan: each touched Service or pod anew, a pure function. Run: what differs
 * from the rules in force, as one transaction. Whatever changes while a transaction runs is in the next one, so bursts merge
 * and nothing waits. After a failed transaction the whole table is replaced, with growing pauses between the tries.
 *
 * <p>The rules stay in force when the proxy ends, and a new proxy takes them over in one transaction: traffic meets no gap.
 * Flows of UDP that were balanced to an endpoint before it went keep their way until the kernel forgets them.
 */
public final class ServiceProxy implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ServiceProxy.class.getName());
    private static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";
    private static final String BY_SERVICE = "service";
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TableFrame frame;
    private final Forwarding forwarding;
    private final NodeFacts node;
    private final Clock clock;
    private final Informer serviceInformer;
    private final Informer sliceInformer;
    private final Informer podInformer;
    private final Lister<Service> services;
    private final Lister<EndpointSlice> slices;
    private final Lister<Pod> pods;
    private final Thread thread;
    private final ThreadFactory threads;
    private final Touched touched = new Touched();
    private final CountDownLatch applied = new CountDownLatch(1);
    private final RulesetIndex index = new RulesetIndex();
    private boolean known;

    /** A proxy for the network namespace that this process is in. */
    public ServiceProxy(ProxySettings settings, Informers informers, Clock clock) {
        this(
                settings,
                informers,
                clock,
                Thread.ofPlatform().name("service-proxy").daemon().factory());
    }

    /** A proxy for the network namespace that {@code threads} start in. */
    ServiceProxy(ProxySettings settings, Informers informers, Clock clock, ThreadFactory threads) {
        this.frame = settings.frame();
        this.forwarding = new Forwarding(settings);
        this.node = settings.node();
        this.clock = clock;
        this.threads = threads;
        serviceInformer = informers.get(Resources.SERVICES);
        sliceInformer = informers.get(Resources.ENDPOINT_SLICES);
        podInformer = informers.get(
                Resources.PODS, ListOptions.ALL.withFields(FieldSelector.of("spec.nodeName", settings.nodeName())));
        sliceInformer.addIndex(BY_SERVICE, slice -> List.of(serviceOf(slice).toString()));
        services = serviceInformer.lister(Service::of);
        slices = sliceInformer.lister(EndpointSlice::of);
        pods = podInformer.lister(Pod::of);
        thread = threads.newThread(this::loop);
    }

    private static ObjectKey serviceOf(ApiObject slice) {
        return new ObjectKey(slice.namespace(), slice.labels().getOrDefault(SERVICE_NAME_LABEL, ""));
    }

    /** Begins, as soon as the informers have their first lists. Once only. */
    public void start() {
        serviceInformer.addHandler(ResourceHandler.each(service -> touched.add(new OfService(ObjectKey.of(service)))));
        sliceInformer.addHandler(ResourceHandler.each(slice -> touched.add(new OfService(serviceOf(slice)))));
        podInformer.addHandler(ResourceHandler.each(pod -> touched.add(new OfPod(ObjectKey.of(pod)))));
        thread.start();
    }

    /** Waits until the rules of all Services of the first lists are in force; false when {@code patience} ran out first. */
    public boolean synced(Duration patience) throws InterruptedException {
        return applied.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The rules that were last asked of the kernel, in nft's words, for debugging; waits for a transaction under way. */
    public String text() {
        synchronized (index) {
            return RulesetText.replace(frame, index.whole());
        }
    }

    /** Ends the loop and leaves the rules in force. */
    @Override
    public void close() {
        thread.interrupt();
        join(thread);
    }

    /** Ends the loop and removes the table and the route that it made. */
    public void remove() {
        close();
        Thread remover = threads.newThread(this::removeAll);
        remover.start();
        join(remover);
    }

    private void removeAll() {
        try (Nftables nftables = Nftables.open()) {
            nftables.run(RulesetText.remove(frame));
            forwarding.remove();
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
        try {
            awaitLists();
            services.list().forEach(service -> touched.add(new OfService(ObjectKey.of(service.object()))));
            pods.list().forEach(pod -> touched.add(new OfPod(ObjectKey.of(pod.object()))));
            prepare();
            try (Nftables nftables = Nftables.open()) {
                follow(nftables);
            }
        } catch (InterruptedException closed) {
            LOG.log(Level.DEBUG, "service proxy ends");
        } catch (NftablesException missing) {
            LOG.log(Level.ERROR, "Services have no rules: {0}", missing.getMessage());
        }
    }

    private void awaitLists() throws InterruptedException {
        for (Informer informer : List.of(serviceInformer, sliceInformer, podInformer)) {
            while (!informer.awaitSynced(PATIENCE)) {
                LOG.log(Level.DEBUG, "no list of {0} yet", informer.resource());
            }
        }
    }

    /** Rules without it still serve some, so they come anyway. */
    private void prepare() throws InterruptedException {
        try {
            forwarding.prepare();
        } catch (IOException failure) {
            LOG.log(Level.WARNING, "Services may be out of reach for some: {0}", failure.getMessage());
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
                known = false;
                LOG.log(
                        Level.WARNING,
                        "rules of Services not in force, next try replaces all: {0}",
                        refused.getMessage());
                clock.sleep(RETRY.after(failures));
            }
        }
    }

    private void apply(Nftables nftables) {
        synchronized (index) {
            touched.take().forEach(this::plan);
            RulesetIndex.Change change = index.settle();
            String commands = known
                    ? RulesetDiff.between(frame, change.before(), change.after())
                    : RulesetText.replace(frame, index.whole());
            if (!commands.isEmpty()) {
                nftables.run(commands);
            }
            known = true;
        }
        applied.countDown();
    }

    private void plan(Subject subject) {
        switch (subject) {
            case OfService(ObjectKey key) -> index.put("service " + key, rulesOfService(key));
            case OfPod(ObjectKey key) -> index.put("pod " + key, rulesOfPod(key));
        }
    }

    private ServiceRules rulesOfService(ObjectKey key) {
        Service service = services.find(key);
        return service == null
                ? ServiceRules.NONE
                : RulesetPlanner.plan(service, slices.byIndex(BY_SERVICE, key.toString()), node);
    }

    private ServiceRules rulesOfPod(ObjectKey key) {
        Pod pod = pods.find(key);
        return pod == null ? ServiceRules.NONE : HostPortPlanner.plan(pod, node);
    }
}
