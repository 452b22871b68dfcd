package dev.leme.api.table;

import static dev.leme.api.table.TableRules.named;
import static java.util.Map.entry;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.Map;
import java.util.function.Function;

/**
 * The table of each kind, with the columns that upstream's server gives. A further kind is a further entry.
 */
public final class Tables {

    /** For a kind without columns of its own: its name and when it was made. */
    private static final TableRules PLAIN = named().add("Created At", "date", "", "When the object was made.", 0)
            .rows((object, now) -> Cells.of(object.name(), object.metadata().string("creationTimestamp")));

    private static final TableRules NAME_AND_AGE =
            named().age().rows((object, now) -> Cells.of(object.name(), Cells.age(object, now)));

    private static final Map<Resource, TableRules> RULES = Map.ofEntries(
            entry(Resources.PODS, PodRow.pods()),
            entry(Resources.SERVICES, ServiceRows.services()),
            entry(Resources.NODES, ClusterRows.nodes()),
            entry(Resources.EVENTS, ClusterRows.events()),
            entry(Resources.EVENTS_V1, ClusterRows.eventsOfGroup()),
            entry(Resources.STATEFUL_SETS, WorkloadRows.statefulSets()),
            entry(Resources.DEPLOYMENTS, WorkloadRows.deployments()),
            entry(Resources.DAEMON_SETS, WorkloadRows.daemonSets()),
            entry(Resources.REPLICA_SETS, WorkloadRows.replicas().rows(WorkloadRows::replicaSet)),
            entry(Resources.REPLICATION_CONTROLLERS, WorkloadRows.replicas().rows(WorkloadRows::replicationController)),
            entry(Resources.JOBS, WorkloadRows.jobs()),
            entry(Resources.CRON_JOBS, WorkloadRows.cronJobs()),
            entry(Resources.CONTROLLER_REVISIONS, WorkloadRows.controllerRevisions()),
            entry(Resources.POD_DISRUPTION_BUDGETS, WorkloadRows.disruptionBudgets()),
            entry(Resources.HORIZONTAL_POD_AUTOSCALERS, ClusterRows.autoscalers()),
            entry(Resources.PERSISTENT_VOLUMES, StorageRows.volumes()),
            entry(Resources.PERSISTENT_VOLUME_CLAIMS, StorageRows.claims()),
            entry(Resources.STORAGE_CLASSES, StorageRows.storageClasses()),
            entry(Resources.CSI_DRIVERS, StorageRows.csiDrivers()),
            entry(Resources.VOLUME_ATTACHMENTS, StorageRows.volumeAttachments()),
            entry(Resources.INGRESSES, ServiceRows.ingresses()),
            entry(Resources.ENDPOINT_SLICES, ServiceRows.endpointSlices()),
            entry(Resources.ROLE_BINDINGS, ClusterRows.bindings("roleBinding")),
            entry(Resources.CLUSTER_ROLE_BINDINGS, ClusterRows.bindings("clusterRoleBinding")),
            entry(Resources.CERTIFICATE_SIGNING_REQUESTS, ClusterRows.signingRequests()),
            entry(Resources.PRIORITY_CLASSES, ClusterRows.priorityClasses()),
            entry(Resources.RESOURCE_QUOTAS, ClusterRows.quotas()),
            entry(
                    Resources.POD_TEMPLATES,
                    named().text("Containers", "Names of each container in the template.")
                            .text("Images", "Images referenced by each container in the template.")
                            .text("Pod Labels", "The labels for the pod template.")
                            .rows((template, now) -> Cells.of(
                                    template.name(),
                                    Cells.containerNames(template.json().object("template")),
                                    Cells.images(template.json().object("template")),
                                    Cells.labels(template.json()
                                            .object("template")
                                            .object("metadata")
                                            .object("labels"))))),
            entry(
                    Resources.ENDPOINTS,
                    named().text("Endpoints", "Addresses and ports behind the service.")
                            .age()
                            .rows(ServiceRows::endpoints)),
            entry(
                    Resources.INGRESS_CLASSES,
                    named().text("Controller", "Controller that is responsible for handling this class")
                            .text("Parameters", "A reference to a resource with additional parameters")
                            .age()
                            .rows(ServiceRows::ingressClass)),
            entry(
                    Resources.NETWORK_POLICIES,
                    named().text("Pod-Selector", "The pods that the policy is about.")
                            .age()
                            .rows(ServiceRows::networkPolicy)),
            entry(
                    Resources.IP_ADDRESSES,
                    named().text("ParentRef", "What the address is allocated to.")
                            .age()
                            .rows(ServiceRows::ipAddress)),
            entry(
                    Resources.SERVICE_CIDRS,
                    named().text("CIDRs", "The ranges that services' addresses come from.")
                            .age()
                            .rows(ServiceRows::serviceCidr)),
            entry(
                    Resources.API_SERVICES,
                    named().text("Service", "The service that serves the group's version.")
                            .text("Available", "Whether it answers.")
                            .age()
                            .rows(ClusterRows::apiService)),
            entry(
                    Resources.NAMESPACES,
                    withOne(
                            "Status",
                            "The status of the namespace",
                            n -> n.status().string("phase"))),
            entry(
                    Resources.CONFIG_MAPS,
                    withOne(
                            "Data",
                            "How many keys it has.",
                            map -> map.json().object("data").size()
                                    + map.json().object("binaryData").size())),
            entry(
                    Resources.SERVICE_ACCOUNTS,
                    withOne(
                            "Secrets",
                            "How many secrets its pods may use.",
                            account -> account.json().array("secrets").size())),
            entry(
                    Resources.SECRETS,
                    named().text("Type", "What the secret is for.")
                            .text("Data", "How many keys it has.")
                            .age()
                            .rows((secret, now) -> Cells.of(
                                    secret.name(),
                                    secret.json().string("type"),
                                    secret.json().object("data").size(),
                                    Cells.age(secret, now)))),
            entry(
                    Resources.LEASES,
                    withOne(
                            "Holder",
                            "Who holds the lease.",
                            lease -> lease.spec().string("holderIdentity"))),
            entry(
                    Resources.RUNTIME_CLASSES,
                    withOne("Handler", "The runtime's handler.", c -> c.json().string("handler"))),
            entry(
                    Resources.VOLUME_ATTRIBUTES_CLASSES,
                    withOne("DriverName", "The driver.", c -> c.json().string("driverName"))),
            entry(
                    Resources.CSI_NODES,
                    named().number("Drivers", "Drivers indicates the number of CSI drivers registered on the node")
                            .age()
                            .rows((node, now) -> Cells.of(
                                    node.name(), node.spec().array("drivers").size(), Cells.age(node, now)))),
            entry(Resources.MUTATING_WEBHOOK_CONFIGURATIONS, webhooks()),
            entry(Resources.VALIDATING_WEBHOOK_CONFIGURATIONS, webhooks()),
            entry(Resources.DEVICE_CLASSES, NAME_AND_AGE),
            entry(Resources.RESOURCE_CLAIM_TEMPLATES, NAME_AND_AGE));

    private static final Map<Resource, TableRules> RARE = PolicyRows.tables();

    private Tables() {}

    /** The table of {@code resource}. */
    public static TableRules of(Resource resource) {
        TableRules rules = RULES.get(resource);
        return rules == null ? RARE.getOrDefault(resource, PLAIN) : rules;
    }

    /** The table of a custom kind that defines no columns. */
    public static TableRules nameAndAge() {
        return NAME_AND_AGE;
    }

    private static TableRules withOne(String column, String description, Function<ApiObject, Object> cell) {
        return named().text(column, description)
                .age()
                .rows((object, now) -> Cells.of(object.name(), cell.apply(object), Cells.age(object, now)));
    }

    private static TableRules webhooks() {
        return named().number("Webhooks", "Webhooks indicates the number of webhooks registered in this configuration")
                .age()
                .rows((object, now) ->
                        Cells.of(object.name(), object.json().array("webhooks").size(), Cells.age(object, now)));
    }
}
