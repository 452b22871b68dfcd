package dev.leme.api.table;

import static dev.leme.api.table.TableRules.named;
import static java.util.Map.entry;

import dev.leme.api.event.EventForms;
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
    private static final TableRules PLAIN = named()
            .add("Created At", "date", "", "When the object was made.", 0)
            .rows((object, now) -> Cells.of(object.name(), object.metadata().string("creationTimestamp")));

    private static final TableRules NAME_AND_AGE =
            named().age().rows((object, now) -> Cells.of(object.name(), Cells.age(object, now)));

    private static final Map<Resource, TableRules> RULES = Map.ofEntries(
            entry(Resources.PODS, pods()),
            entry(Resources.SERVICES, services()),
            entry(Resources.NODES, nodes()),
            entry(Resources.EVENTS, events()),
            entry(Resources.EVENTS_V1, eventsOfGroup()),
            entry(Resources.STATEFUL_SETS, statefulSets()),
            entry(Resources.DEPLOYMENTS, deployments()),
            entry(Resources.DAEMON_SETS, daemonSets()),
            entry(Resources.REPLICA_SETS, replicas().rows(WorkloadRows::replicaSet)),
            entry(Resources.REPLICATION_CONTROLLERS, replicas().rows(WorkloadRows::replicationController)),
            entry(Resources.JOBS, jobs()),
            entry(Resources.CRON_JOBS, cronJobs()),
            entry(Resources.CONTROLLER_REVISIONS, controllerRevisions()),
            entry(Resources.POD_DISRUPTION_BUDGETS, disruptionBudgets()),
            entry(Resources.HORIZONTAL_POD_AUTOSCALERS, autoscalers()),
            entry(Resources.PERSISTENT_VOLUMES, volumes()),
            entry(Resources.PERSISTENT_VOLUME_CLAIMS, claims()),
            entry(Resources.STORAGE_CLASSES, storageClasses()),
            entry(Resources.CSI_DRIVERS, csiDrivers()),
            entry(Resources.VOLUME_ATTACHMENTS, volumeAttachments()),
            entry(Resources.INGRESSES, ingresses()),
            entry(Resources.ENDPOINT_SLICES, endpointSlices()),
            entry(Resources.ROLE_BINDINGS, bindings("roleBinding")),
            entry(Resources.CLUSTER_ROLE_BINDINGS, bindings("clusterRoleBinding")),
            entry(Resources.CERTIFICATE_SIGNING_REQUESTS, signingRequests()),
            entry(Resources.PRIORITY_CLASSES, priorityClasses()),
            entry(Resources.RESOURCE_QUOTAS, quotas()),
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
                    named().text("ParentRef", "What the address is allocated to.").age().rows(ServiceRows::ipAddress)),
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
                    withOne("Status", "The status of the namespace", n -> n.status().string("phase"))),
            entry(
                    Resources.CONFIG_MAPS,
                    withOne("Data", "How many keys it has.", map -> map.json().object("data").size()
                            + map.json().object("binaryData").size())),
            entry(
                    Resources.SERVICE_ACCOUNTS,
                    withOne("Secrets", "How many secrets its pods may use.", account -> account.json()
                            .array("secrets")
                            .size())),
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
                    withOne("Holder", "Who holds the lease.", lease -> lease.spec().string("holderIdentity"))),
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
                                    node.name(),
                                    node.spec().array("drivers").size(),
                                    Cells.age(node, now)))),
            entry(Resources.MUTATING_WEBHOOK_CONFIGURATIONS, webhooks()),
            entry(Resources.VALIDATING_WEBHOOK_CONFIGURATIONS, webhooks()),
            entry(Resources.DEVICE_CLASSES, NAME_AND_AGE),
            entry(Resources.RESOURCE_CLAIM_TEMPLATES, NAME_AND_AGE));

    private Tables() {}

    /** The table of {@code resource}. */
    public static TableRules of(Resource resource) {
        return RULES.getOrDefault(resource, PLAIN);
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
                .rows((object, now) -> Cells.of(
                        object.name(), object.json().array("webhooks").size(), Cells.age(object, now)));
    }

    private static TableRules pods() {
        return named().text("Ready", "The aggregate readiness state of this pod for accepting traffic.")
                .text("Status", "The aggregate status of the containers in this pod.")
                .text(
                        "Restarts",
                        "The number of times the containers in this pod have been restarted and when the last container in"
                                + " this pod has restarted.")
                .age()
                .wide("IP", "The pod's address.")
                .wide("Node", "The node that the pod is bound to.")
                .wide("Nominated Node", "The node that others make room on for the pod.")
                .wide("Readiness Gates", "How many of the conditions hold that the pod's readiness waits for.")
                .rows(PodRow::cells);
    }

    private static TableRules services() {
        return named().text("Type", "How the service is reached.")
                .text("Cluster-IP", "The address inside the cluster.")
                .text("External-IP", "Addresses outside the cluster.")
                .text("Port(s)", "The ports that the service has.")
                .age()
                .wide("Selector", "The labels of the pods behind it.")
                .rows(ServiceRows::service);
    }

    private static TableRules nodes() {
        return named().text("Status", "The status of the node")
                .text("Roles", "The roles of the node")
                .age()
                .text("Version", "The version of the node's agent.")
                .wide("Internal-IP", "The node's address inside the cluster.")
                .wide("External-IP", "The node's address outside the cluster.")
                .wide("OS-Image", "The operating system.")
                .wide("Kernel-Version", "The kernel.")
                .wide("Container-Runtime", "The container runtime.")
                .rows(ClusterRows::node);
    }

    private static TableRules events() {
        return new TableRules.Builder()
                .text("Last Seen", "Time since it happened last.")
                .text("Type", "Normal or Warning.")
                .text("Reason", "Why, in one word.")
                .text("Object", "What it is about.")
                .wide("Subobject", "Which part of the object it is about.")
                .wide("Source", "Who tells it.")
                .text("Message", "What happened.")
                .wide("First Seen", "Time since it happened first.")
                .wide("Count", "How often it happened.")
                .add("Name", "string", "name", "Name of the event.", 1)
                .rows(ClusterRows::event);
    }

    /** Both forms of events show the same. */
    private static TableRules eventsOfGroup() {
        TableRules core = events();
        return new TableRules(
                core.columns(), (event, now) -> core.cells(ApiObject.of(EventForms.toCore(event.json())), now));
    }

    private static TableRules statefulSets() {
        return named().text("Ready", "Number of the pod with ready state")
                .age()
                .containers()
                .rows(WorkloadRows::statefulSet);
    }

    private static TableRules deployments() {
        return named().text("Ready", "Number of the pod with ready state")
                .text("Up-to-date", "How many pods have the template as it is now.")
                .text("Available", "How many pods have been ready for long enough.")
                .age()
                .containers()
                .wide("Selector", "The labels of its pods.")
                .rows(WorkloadRows::deployment);
    }

    private static TableRules daemonSets() {
        return named().number("Desired", "How many nodes should run the pod.")
                .number("Current", "How many nodes that should run it do.")
                .number("Ready", "How many of them are ready.")
                .number("Up-to-date", "How many pods have the template as it is now.")
                .number("Available", "How many pods have been ready for long enough.")
                .text("Node Selector", "The labels of the nodes to run on.")
                .age()
                .containers()
                .wide("Selector", "The labels of its pods.")
                .rows(WorkloadRows::daemonSet);
    }

    private static TableRules.Builder replicas() {
        return named().number("Desired", "How many pods are wanted.")
                .number("Current", "How many pods there are.")
                .number("Ready", "How many of them are ready.")
                .age()
                .containers()
                .wide("Selector", "The labels of its pods.");
    }

    private static TableRules jobs() {
        return named().text("Status", "Status of the job.")
                .text("Completions", "How many pods have succeeded.")
                .text("Duration", "Time required to complete the job.")
                .age()
                .containers()
                .wide("Selector", "The labels of its pods.")
                .rows(WorkloadRows::job);
    }

    private static TableRules cronJobs() {
        return named().text("Schedule", "When it runs, in cron's spelling.")
                .text("Timezone", "The time zone of the schedule.")
                .bool("Suspend", "Whether it rests.")
                .number("Active", "How many of its jobs run now.")
                .text("Last Schedule", "Time since it ran last.")
                .age()
                .containers()
                .wide("Selector", "The labels of its pods.")
                .rows(WorkloadRows::cronJob);
    }

    private static TableRules controllerRevisions() {
        return named().text("Controller", "Controller of the object")
                .text("Revision", "The revision's number.")
                .age()
                .rows(WorkloadRows::controllerRevision);
    }

    private static TableRules disruptionBudgets() {
        return named().text("Min Available", "The minimum number of pods that must be available.")
                .text("Max Unavailable", "The maximum number of pods that may be unavailable.")
                .number("Allowed Disruptions", "Calculated number of pods that may be disrupted at this time.")
                .age()
                .rows(WorkloadRows::disruptionBudget);
    }

    private static TableRules autoscalers() {
        return named().text("Reference", "What it scales.")
                .text("Targets", "Current and wanted values.")
                .text("MinPods", "The fewest pods.")
                .text("MaxPods", "The most pods.")
                .text("Replicas", "How many pods there are.")
                .age()
                .rows(ClusterRows::autoscaler);
    }

    private static TableRules volumes() {
        return named().text("Capacity", "The volume's size.")
                .text("Access Modes", "How it can be mounted.")
                .text("Reclaim Policy", "What becomes of it after its claim.")
                .text("Status", "Whether it is bound.")
                .text("Claim", "The claim that it is bound to.")
                .text("StorageClass", "StorageClass of the pv")
                .text("VolumeAttributesClass", "VolumeAttributesClass of the pv")
                .text("Reason", "Why it is in its status.")
                .age()
                .wide("VolumeMode", "Filesystem or Block.")
                .rows(StorageRows::volume);
    }

    private static TableRules claims() {
        return named().text("Status", "Whether it is bound.")
                .text("Volume", "The volume that it is bound to.")
                .text("Capacity", "The volume's size.")
                .text("Access Modes", "How it can be mounted.")
                .text("StorageClass", "StorageClass of the pvc")
                .text("VolumeAttributesClass", "VolumeAttributesClass of the pvc")
                .age()
                .wide("VolumeMode", "Filesystem or Block.")
                .rows(StorageRows::claim);
    }

    private static TableRules storageClasses() {
        return named().text("Provisioner", "Who makes its volumes.")
                .text("ReclaimPolicy", "What becomes of a volume after its claim.")
                .text("VolumeBindingMode", "When volumes are bound.")
                .text("AllowVolumeExpansion", "Whether volumes can grow.")
                .age()
                .rows(StorageRows::storageClass);
    }

    private static TableRules csiDrivers() {
        return named().bool("AttachRequired", "Whether volumes are attached before they are mounted.")
                .bool("PodInfoOnMount", "Whether the driver is told of the pod.")
                .bool("StorageCapacity", "Whether the scheduler looks at capacities.")
                .text("TokenRequests", "The audiences of the tokens it gets.")
                .bool("RequiresRepublish", "Whether mounts are refreshed.")
                .text("Modes", "Persistent or Ephemeral.")
                .age()
                .rows(StorageRows::csiDriver);
    }

    private static TableRules volumeAttachments() {
        return named().add("Attacher", "string", "name", "Who attaches.", 0)
                .text("PV", "The volume.")
                .text("Node", "The node.")
                .bool("Attached", "Whether it is attached.")
                .age()
                .rows(StorageRows::volumeAttachment);
    }

    private static TableRules ingresses() {
        return named().text(
                        "Class",
                        "The name of the IngressClass resource that should be used for additional configuration")
                .text("Hosts", "Hosts that incoming requests are matched against before the ingress rule")
                .text("Address", "Address is a list containing ingress points for the load-balancer")
                .text("Ports", "Ports of TLS configurations that open")
                .age()
                .rows(ServiceRows::ingress);
    }

    private static TableRules endpointSlices() {
        return named().text("AddressType", "IPv4, IPv6 or FQDN.")
                .text("Ports", "The ports of every endpoint.")
                .text("Endpoints", "The endpoints' addresses.")
                .age()
                .rows(ServiceRows::endpointSlice);
    }

    private static TableRules bindings(String kind) {
        return named().text("Role", "The role that is granted.")
                .age()
                .wide("Users", "Users in the " + kind)
                .wide("Groups", "Groups in the " + kind)
                .wide("ServiceAccounts", "ServiceAccounts in the " + kind)
                .rows(ClusterRows::binding);
    }

    private static TableRules signingRequests() {
        return named().age()
                .text("SignerName", "Who is to sign.")
                .text("Requestor", "Who asks.")
                .text("RequestedDuration", "How long the certificate is to hold.")
                .text("Condition", "How far the request is.")
                .rows(ClusterRows::signingRequest);
    }

    private static TableRules priorityClasses() {
        return named().number("Value", "The priority.")
                .bool("Global-Default", "Whether pods without a class get it.")
                .age()
                .text("PreemptionPolicy", "Whether its pods drive out lesser ones.")
                .rows(ClusterRows::priorityClass);
    }

    private static TableRules quotas() {
        return named().text(
                        "Request",
                        "Request represents a minimum amount of cpu/memory that a container may consume.")
                .text(
                        "Limit",
                        "Limits control the maximum amount of cpu/memory that a container may use independent of contention"
                                + " on the node.")
                .age()
                .rows(ClusterRows::quota);
    }
}
