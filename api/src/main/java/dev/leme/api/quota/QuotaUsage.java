package dev.leme.api.quota;

import dev.leme.api.object.ApiObject;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one object takes of everything that a quota can limit (https://kubernetes.io/docs/concepts/policy/resource-quotas/): one
 * of {@code count/RESOURCE}, and what its kind knows beside. Pods that have ended take nothing but their count.
 */
public final class QuotaUsage {

    private static final Quantity ONE = Quantity.of(1);
    private static final String COUNT = "count/";
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/";
    private static final Set<String> COMPUTE = Set.of("cpu", "memory", "ephemeral-storage");
    private static final String LIMITS = "limits.";
    private static final String REQUESTS = "requests.";

    /** Kinds that may also be counted by their plain name. */
    private static final Set<Resource> NAMED = Set.of(
            Resources.CONFIG_MAPS,
            Resources.PERSISTENT_VOLUME_CLAIMS,
            Resources.REPLICATION_CONTROLLERS,
            Resources.RESOURCE_QUOTAS,
            Resources.SECRETS,
            Resources.SERVICES);

    private QuotaUsage() {}

    /** What {@code object} takes. */
    public static AmountMap of(Resource resource, ApiObject object) {
        Map<String, Quantity> usage = new TreeMap<>();
        usage.put(COUNT + resource.qualified(), ONE);
        if (NAMED.contains(resource)) {
            usage.put(resource.plural(), ONE);
        }
        if (resource.equals(Resources.PODS)) {
            pod(object, usage);
        } else if (resource.equals(Resources.SERVICES)) {
            service(object, usage);
        } else if (resource.equals(Resources.PERSISTENT_VOLUME_CLAIMS)) {
            claim(object, usage);
        }
        return new AmountMap(usage);
    }

    private static void pod(ApiObject pod, Map<String, Quantity> usage) {
        if (hasEnded(pod)) {
            return;
        }
        usage.put("pods", ONE);
        PodAmounts.requests(pod.json()).amounts().forEach((name, amount) -> {
            usage.put(REQUESTS + name, amount);
            if (COMPUTE.contains(name) || name.startsWith("hugepages-")) {
                usage.put(name, amount);
            }
        });
        PodAmounts.limits(pod.json())
                .only(COMPUTE)
                .amounts()
                .forEach((name, amount) -> usage.put(LIMITS + name, amount));
    }

    /** Whether the pod will not run again. */
    public static boolean hasEnded(ApiObject pod) {
        String phase = pod.status().string("phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private static void service(ApiObject service, Map<String, Quantity> usage) {
        String type = service.spec().string("type");
        int ports = service.spec().array("ports").size();
        boolean balanced = type.equals("LoadBalancer");
        boolean withoutNodePorts = service.spec().has("allocateLoadBalancerNodePorts")
                && !service.spec().bool("allocateLoadBalancerNodePorts");
        if (balanced) {
            usage.put("services.loadbalancers", ONE);
        }
        if (type.equals("NodePort") || (balanced && !withoutNodePorts)) {
            usage.put("services.nodeports", Quantity.of(ports));
        } else if (balanced) {
            usage.put("services.nodeports", Quantity.of(assignedNodePorts(service)));
        }
    }

    private static long assignedNodePorts(ApiObject service) {
        return service.spec().array("ports").objects().stream()
                .filter(port -> port.number("nodePort", 0) != 0)
                .count();
    }

    private static void claim(ApiObject claim, Map<String, Quantity> usage) {
        Quantity storage = AmountMap.of(claim.spec().object("resources").object("requests"))
                .get("storage");
        usage.put("requests.storage", storage);
        String storageClass = claim.spec().string("storageClassName");
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + OF_CLASS + "requests.storage", storage);
            usage.put(storageClass + OF_CLASS + "persistentvolumeclaims", ONE);
        }
    }

    /**
     * The kind that takes of {@code name}, as its qualified name; empty where that can't be told from the name. Names of
     * {@code services.nodeports}' shape lead to the Service, those of compute and of extended resources to the pod.
     */
    public static Optional<String> kindOf(String name) {
        if (name.startsWith(COUNT)) {
            return Optional.of(name.substring(COUNT.length()));
        }
        if (name.equals("requests.storage") || name.contains(OF_CLASS)) {
            return Optional.of(Resources.PERSISTENT_VOLUME_CLAIMS.qualified());
        }
        if (name.startsWith("services.")) {
            return Optional.of(Resources.SERVICES.qualified());
        }
        Optional<String> counted =
                NAMED.stream().map(Resource::plural).filter(name::equals).findFirst();
        return counted.isPresent() ? counted : ofPods(name);
    }

    private static Optional<String> ofPods(String name) {
        boolean taken = name.equals("pods")
                || COMPUTE.contains(name)
                || name.startsWith("hugepages-")
                || name.startsWith(REQUESTS)
                || (name.startsWith(LIMITS) && COMPUTE.contains(name.substring(LIMITS.length())));
        return taken ? Optional.of(Resources.PODS.qualified()) : Optional.empty();
    }
}
