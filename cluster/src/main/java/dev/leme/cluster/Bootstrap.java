package dev.leme.cluster;

import dev.leme.api.address.AddressRange;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.authz.DefaultRoles;
import dev.leme.client.ApiClient;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/** Makes what every cluster has from its first moment: namespaces, roles, classes, the Services of the API and of DNS. */
final class Bootstrap {

    /** The storage class that every cluster begins with. */
    static final String STORAGE_CLASS = "local";

    private static final List<String> NAMESPACES = List.of("default", "kube-system", "kube-public", "kube-node-lease");
    private static final Map<String, Resource> POLICY = Map.of(
            "Role", Resources.ROLES,
            "ClusterRole", Resources.CLUSTER_ROLES,
            "RoleBinding", Resources.ROLE_BINDINGS,
            "ClusterRoleBinding", Resources.CLUSTER_ROLE_BINDINGS);

    private final ApiClient client;
    private final ClusterConfig config;

    Bootstrap(ApiClient client, ClusterConfig config) {
        this.client = client;
        this.config = config;
    }

    /** Makes what isn't there; puts back roles and the API's endpoints where they differ. */
    void run(int apiPort) {
        for (String name : NAMESPACES) {
            ensure(Resources.NAMESPACES, named("v1", "Namespace", name, ""));
        }
        DefaultRoles.objects().forEach(object -> restore(resourceOf(object), object));
        ensure(Resources.PRIORITY_CLASSES, priority("system-cluster-critical", 2_000_000_000));
        ensure(Resources.PRIORITY_CLASSES, priority("system-node-critical", 2_000_001_000));
        ensure(Resources.STORAGE_CLASSES, storageClass());
        ensure(Resources.SERVICE_CIDRS, serviceCidr());
        ensure(Resources.SERVICES, apiService());
        ensure(Resources.SERVICES, dnsService());
        restore(
                Resources.ENDPOINT_SLICES,
                slice("kubernetes", "default", "kubernetes", List.of(port("https", "TCP", apiPort))));
        restore(Resources.ENDPOINTS, endpoints("kubernetes", "default", List.of(port("https", "TCP", apiPort))));
        List<JsonObject> dns = List.of(port("dns", "UDP", 53), port("dns-tcp", "TCP", 53));
        restore(Resources.ENDPOINT_SLICES, slice("kube-dns", "kube-system", "kube-dns", dns));
        restore(Resources.ENDPOINTS, endpoints("kube-dns", "kube-system", dns));
    }

    private static Resource resourceOf(ApiObject object) {
        Resource resource = POLICY.get(object.kind());
        if (resource == null) {
            throw new IllegalStateException("no role or binding: " + object.kind());
        }
        return resource;
    }

    /** Looked for first: a Service whose address is taken, by itself, is refused as invalid. */
    private void ensure(Resource resource, ApiObject object) {
        if (client.find(resource, object.namespace(), object.name()) != null) {
            return;
        }
        try {
            client.create(resource, object);
        } catch (ApiException refused) {
            if (!refused.is(Reason.ALREADY_EXISTS)) {
                throw refused;
            }
        }
    }

    /** What people may have changed and we must not lose is merged: only the members given here are put back. */
    private void restore(Resource resource, ApiObject object) {
        ApiObject present = client.find(resource, object.namespace(), object.name());
        if (present == null) {
            ensure(resource, object);
            return;
        }
        ApiObject fresh = present;
        for (String name : object.json().names()) {
            if (!name.equals("metadata") && !isAggregated(object, name)) {
                fresh = fresh.with(
                        name, java.util.Objects.requireNonNull(object.json().get(name)));
            }
        }
        if (!fresh.equals(present)) {
            client.update(resource, fresh);
        }
    }

    /** What roles that are not ours add to one of ours is the business of the aggregation controller. */
    private static boolean isAggregated(ApiObject role, String member) {
        return member.equals("rules") && role.json().has("aggregationRule");
    }

    private static ApiObject named(String apiVersion, String kind, String name, String namespace) {
        JsonObject metadata = JsonObject.EMPTY.with("name", name);
        return ApiObject.of(JsonObject.builder()
                .put("apiVersion", apiVersion)
                .put("kind", kind)
                .put("metadata", namespace.isEmpty() ? metadata : metadata.with("namespace", namespace))
                .build());
    }

    private static ApiObject priority(String name, long value) {
        return named("scheduling.k8s.io/v1", "PriorityClass", name, "")
                .with("value", Json.parse(Long.toString(value)))
                .with("description", Json.parse("\"Used for system critical pods that must not be evicted.\""));
    }

    private static ApiObject storageClass() {
        return ApiObject.of((JsonObject) Json.parse("""
                {"apiVersion":"storage.k8s.io/v1","kind":"StorageClass",
                 "metadata":{"name":"%s","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},
                 "provisioner":"leme.dev/local","reclaimPolicy":"Delete","volumeBindingMode":"WaitForFirstConsumer",
                 "allowVolumeExpansion":true}
                """.formatted(STORAGE_CLASS)));
    }

    private ApiObject serviceCidr() {
        return named("networking.k8s.io/v1", "ServiceCIDR", "kubernetes", "")
                .with(
                        "spec",
                        JsonObject.EMPTY.with(
                                "cidrs",
                                JsonArray.ofStrings(config.serviceRanges().stream()
                                        .map(AddressRange::toString)
                                        .toList())));
    }

    private ApiObject apiService() {
        return ApiObject.of((JsonObject)
                Json.parse("""
                {"apiVersion":"v1","kind":"Service",
                 "metadata":{"name":"kubernetes","namespace":"default",
                   "labels":{"component":"apiserver","provider":"kubernetes"}},
                 "spec":{"clusterIP":"%s","type":"ClusterIP","sessionAffinity":"None",
                   "ports":[{"name":"https","protocol":"TCP","port":443,"targetPort":%d}]}}
                """.formatted(config.serviceAddress(1), config.apiPort() == 0 ? 6443 : config.apiPort())));
    }

    private ApiObject dnsService() {
        return ApiObject.of((JsonObject) Json.parse("""
                {"apiVersion":"v1","kind":"Service",
                 "metadata":{"name":"kube-dns","namespace":"kube-system",
                   "labels":{"k8s-app":"kube-dns","kubernetes.io/cluster-service":"true","kubernetes.io/name":"CoreDNS"}},
                 "spec":{"clusterIP":"%s","type":"ClusterIP",
                   "ports":[{"name":"dns","protocol":"UDP","port":53,"targetPort":53},
                            {"name":"dns-tcp","protocol":"TCP","port":53,"targetPort":53}]}}
                """.formatted(config.serviceAddress(10))));
    }

    private static JsonObject port(String name, String protocol, int port) {
        return JsonObject.builder()
                .put("name", name)
                .put("port", port)
                .put("protocol", protocol)
                .build();
    }

    private ApiObject slice(String name, String namespace, String service, List<JsonObject> ports) {
        JsonObject endpoint = JsonObject.builder()
                .put("addresses", JsonArray.ofStrings(List.of(config.address())))
                .put(
                        "conditions",
                        JsonObject.EMPTY
                                .with("ready", true)
                                .with("serving", true)
                                .with("terminating", false))
                .build();
        return named("discovery.k8s.io/v1", "EndpointSlice", name, namespace)
                .withMetadata(metadata -> metadata.with(
                        "labels",
                        JsonObject.EMPTY
                                .with("kubernetes.io/service-name", service)
                                .with("endpointslice.kubernetes.io/managed-by", "leme.dev")))
                .with("addressType", Json.parse("\"IPv4\""))
                .with("endpoints", isReachable() ? JsonArray.of(endpoint) : JsonArray.EMPTY)
                .with("ports", new JsonArray(List.copyOf(ports)));
    }

    private ApiObject endpoints(String name, String namespace, List<JsonObject> ports) {
        JsonObject subset = JsonObject.builder()
                .put("addresses", JsonArray.of(JsonObject.EMPTY.with("ip", config.address())))
                .put("ports", new JsonArray(List.copyOf(ports)))
                .build();
        return named("v1", "Endpoints", name, namespace)
                .withMetadata(metadata -> metadata.with(
                        "labels", JsonObject.EMPTY.with("endpointslice.kubernetes.io/skip-mirror", "true")))
                .with("subsets", isReachable() ? JsonArray.of(subset) : JsonArray.EMPTY);
    }

    /** Nobody's endpoint may be on the loopback (the API refuses it), where a cluster without containers listens. */
    private boolean isReachable() {
        return !InetAddress.ofLiteral(config.address()).isLoopbackAddress();
    }
}
