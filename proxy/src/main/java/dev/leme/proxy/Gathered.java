package dev.leme.proxy;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.FieldSelector;
import dev.leme.client.ListOptions;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.proxy.Subject.OfNodes;
import dev.leme.proxy.Subject.OfPod;
import dev.leme.proxy.Subject.OfService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the proxy sees of the cluster, from informers. */
final class Gathered {

    private static final System.Logger LOG = System.getLogger(ServiceProxy.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";
    private static final String ZONE_LABEL = "topology.kubernetes.io/zone";
    private static final String EXCLUDED_LABEL = "node.kubernetes.io/exclude-from-external-load-balancers";
    private static final String BY_SERVICE = "service";

    private final Informer serviceInformer;
    private final Informer sliceInformer;
    private final Informer podInformer;
    private final Informer nodeInformer;
    private final Lister<Service> services;
    private final Lister<EndpointSlice> slices;
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;

    Gathered(Informers informers, String nodeName) {
        serviceInformer = informers.get(Resources.SERVICES);
        sliceInformer = informers.get(Resources.ENDPOINT_SLICES);
        podInformer =
                informers.get(Resources.PODS, ListOptions.ALL.withFields(FieldSelector.of("spec.nodeName", nodeName)));
        nodeInformer = informers.get(Resources.NODES);
        sliceInformer.addIndex(BY_SERVICE, slice -> List.of(serviceOf(slice).toString()));
        services = serviceInformer.lister(Service::of);
        slices = sliceInformer.lister(EndpointSlice::of);
        pods = podInformer.lister(Pod::of);
        nodes = nodeInformer.lister(Node::of);
    }

    private static ObjectKey serviceOf(ApiObject slice) {
        return new ObjectKey(slice.namespace(), slice.labels().getOrDefault(SERVICE_NAME_LABEL, ""));
    }

    /** Tells {@code touched} of all that changes from now on. */
    void tell(Touched touched) {
        serviceInformer.addHandler(ResourceHandler.each(service -> touched.add(new OfService(ObjectKey.of(service)))));
        sliceInformer.addHandler(ResourceHandler.each(slice -> touched.add(new OfService(serviceOf(slice)))));
        podInformer.addHandler(ResourceHandler.each(pod -> touched.add(new OfPod(ObjectKey.of(pod)))));
        nodeInformer.addHandler(ResourceHandler.each(node -> touched.add(new OfNodes())));
    }

    void awaitLists() throws InterruptedException {
        for (Informer informer : List.of(serviceInformer, sliceInformer, podInformer, nodeInformer)) {
            while (!informer.awaitSynced(PATIENCE)) {
                LOG.log(System.Logger.Level.DEBUG, "no list of {0} yet", informer.resource());
            }
        }
    }

    List<Subject> services() {
        List<Subject> all = new ArrayList<>();
        services.list().forEach(service -> all.add(new OfService(ObjectKey.of(service.object()))));
        return all;
    }

    List<Subject> pods() {
        List<Subject> all = new ArrayList<>();
        pods.list().forEach(pod -> all.add(new OfPod(ObjectKey.of(pod.object()))));
        return all;
    }

    @Nullable Service service(ObjectKey key) {
        return services.find(key);
    }

    List<EndpointSlice> slices(ObjectKey service) {
        return slices.byIndex(BY_SERVICE, service.toString());
    }

    @Nullable Pod pod(ObjectKey key) {
        return pods.find(key);
    }

    /** A node's zone; empty where it has none. */
    String zone(String name) {
        Node node = nodes.find("", name);
        return node == null ? "" : node.metadata().labels().getOrDefault(ZONE_LABEL, "");
    }

    /** The nodes that may answer for load balancers: those that are Ready, or all where none is. */
    NavigableSet<String> peers() {
        NavigableSet<String> ready = new TreeSet<>();
        NavigableSet<String> all = new TreeSet<>();
        for (Node node : nodes.list()) {
            if (!node.metadata().labels().containsKey(EXCLUDED_LABEL)) {
                all.add(node.metadata().name());
                node.status().conditions().stream()
                        .filter(condition -> condition.type().equals("Ready"))
                        .filter(condition -> condition.status().equals("True"))
                        .forEach(condition -> ready.add(node.metadata().name()));
            }
        }
        return ready.isEmpty() ? all : ready;
    }
}
