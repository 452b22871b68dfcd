package dev.leme.api.validation;

import static dev.leme.api.validation.KindRule.named;
import static java.util.Map.entry;

import dev.leme.api.event.EventForms;
import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.List;
import java.util.Map;

/**
 * Whether a write may be: what is wrong with it, in upstream's words; nothing when all is well. Objects must have their
 * defaults. A kind that isn't listed (custom ones too) has only its metadata looked at; a further kind is a further entry.
 */
public final class Validation {

    private static final KindRule PLAIN = named(Names::subdomain);

    private static final Map<Resource, KindRule> RULES = Map.ofEntries(
            entry(
                    Resources.PODS,
                    named(Names::subdomain)
                            .creation(Pods::create)
                            .object(Pods::check)
                            .change(PodUpdates::check)),
            entry(
                    Resources.POD_TEMPLATES,
                    named(Names::subdomain)
                            .object((report, template) -> Pods.template(
                                    report,
                                    FieldPath.of("template"),
                                    template.json().object("template")))),
            entry(
                    Resources.SERVICES,
                    named(Names::label)
                            .object(Services::check)
                            .change(Services::update)
                            .status(Services::status)),
            entry(
                    Resources.STATEFUL_SETS,
                    named(Names::label)
                            .object(Workloads::statefulSet)
                            .change(Workloads::statefulSetUpdate)
                            .status(Workloads::counts)),
            entry(
                    Resources.DEPLOYMENTS,
                    named(Names::subdomain)
                            .object(Workloads::deployment)
                            .change(Workloads::deploymentUpdate)
                            .status(Workloads::counts)),
            entry(
                    Resources.REPLICA_SETS,
                    named(Names::subdomain)
                            .object(Workloads::replicaSet)
                            .change(Workloads::deploymentUpdate)
                            .status(Workloads::counts)),
            entry(
                    Resources.DAEMON_SETS,
                    named(Names::subdomain).object(Workloads::daemonSet).change(Workloads::deploymentUpdate)),
            entry(
                    Resources.REPLICATION_CONTROLLERS,
                    named(Names::subdomain)
                            .object(Workloads::replicationController)
                            .status(Workloads::counts)),
            entry(
                    Resources.CONTROLLER_REVISIONS,
                    named(Names::subdomain)
                            .object(Workloads::controllerRevision)
                            .change(Workloads::controllerRevisionUpdate)),
            entry(
                    Resources.JOBS,
                    named(Names::subdomain)
                            .object(Jobs::check)
                            .change(JobUpdates::check)
                            .status(JobStatuses::check)),
            entry(Resources.CRON_JOBS, named(Names::subdomain).object(CronJobs::check)),
            entry(
                    Resources.PERSISTENT_VOLUME_CLAIMS,
                    named(Names::subdomain).object(Claims::check).change(Claims::update)),
            entry(
                    Resources.PERSISTENT_VOLUMES,
                    named(Names::subdomain).object(PersistentVolumes::check).change(PersistentVolumes::update)),
            entry(
                    Resources.STORAGE_CLASSES,
                    named(Names::subdomain)
                            .object(PersistentVolumes::storageClass)
                            .change(PersistentVolumes::storageClassUpdate)),
            entry(
                    Resources.CONFIG_MAPS,
                    named(Names::subdomain).object(Configurations::configMap).change(Configurations::configMapUpdate)),
            entry(
                    Resources.SECRETS,
                    named(Names::subdomain).object(Configurations::secret).change(Configurations::secretUpdate)),
            entry(Resources.NAMESPACES, named(Names::label).object(ClusterKinds::namespace)),
            entry(
                    Resources.NODES,
                    named(Names::subdomain).object(ClusterKinds::node).change(ClusterKinds::nodeUpdate)),
            entry(Resources.EVENTS, named(Names::subdomain).object(ClusterKinds::event)),
            entry(
                    Resources.EVENTS_V1,
                    named(Names::subdomain)
                            .creation(ClusterKinds::newEvent)
                            .object((report, event) ->
                                    ClusterKinds.event(report, ApiObject.of(EventForms.toCore(event.json()))))),
            entry(Resources.LEASES, named(Names::subdomain).object(ClusterKinds::lease)),
            entry(
                    Resources.PRIORITY_CLASSES,
                    named(Names::subdomain)
                            .object(ClusterKinds::priorityClass)
                            .change(ClusterKinds::priorityClassUpdate)),
            entry(
                    Resources.RUNTIME_CLASSES,
                    named(Names::subdomain)
                            .object(ClusterKinds::runtimeClass)
                            .change(ClusterKinds::runtimeClassUpdate)),
            entry(Resources.RESOURCE_QUOTAS, named(Names::subdomain).object(ClusterKinds::resourceQuota)),
            entry(Resources.LIMIT_RANGES, named(Names::subdomain).object(ClusterKinds::limitRange)),
            entry(Resources.POD_DISRUPTION_BUDGETS, named(Names::subdomain).object(ClusterKinds::disruptionBudget)),
            entry(Resources.HORIZONTAL_POD_AUTOSCALERS, named(Names::subdomain).object(ClusterKinds::autoscaler)),
            entry(
                    Resources.CSI_NODES,
                    named(Names::subdomain).object(StorageKinds::node).change(StorageKinds::nodeUpdate)),
            entry(
                    Resources.CSI_DRIVERS,
                    named(Names::subdomain).object(StorageKinds::driver).change(StorageKinds::driverUpdate)),
            entry(
                    Resources.CSI_STORAGE_CAPACITIES,
                    named(Names::subdomain).object(StorageKinds::capacity).change(StorageKinds::capacityUpdate)),
            entry(
                    Resources.VOLUME_ATTACHMENTS,
                    named(Names::subdomain).object(StorageKinds::attachment).change(StorageKinds::attachmentUpdate)),
            entry(
                    Resources.VOLUME_ATTRIBUTES_CLASSES,
                    named(Names::subdomain)
                            .object(StorageKinds::attributesClass)
                            .change(StorageKinds::attributesClassUpdate)),
            entry(Resources.ROLES, named(Names::pathSegment).object(Rbac::role)),
            entry(Resources.CLUSTER_ROLES, named(Names::pathSegment).object(Rbac::clusterRole)),
            entry(
                    Resources.ROLE_BINDINGS,
                    named(Names::pathSegment).object(Rbac::roleBinding).change(Rbac::bindingUpdate)),
            entry(
                    Resources.CLUSTER_ROLE_BINDINGS,
                    named(Names::pathSegment).object(Rbac::clusterRoleBinding).change(Rbac::bindingUpdate)),
            entry(Resources.API_SERVICES, named(Names::pathSegment)),
            entry(Resources.INGRESSES, named(Names::subdomain).object(Networking::ingress)),
            entry(Resources.NETWORK_POLICIES, named(Names::subdomain).object(Networking::networkPolicy)),
            entry(Resources.ENDPOINTS, named(Names::subdomain).object(EndpointKinds::endpoints)),
            entry(
                    Resources.ENDPOINT_SLICES,
                    named(Names::subdomain)
                            .object(EndpointKinds::endpointSlice)
                            .change(EndpointKinds::endpointSliceUpdate)),
            entry(
                    Resources.SERVICE_CIDRS,
                    named(Names::subdomain).object(Networking::serviceCidr).change(Networking::serviceCidrUpdate)),
            entry(Resources.IP_ADDRESSES, named(name -> List.of()).object(Networking::ipAddress)));

    private Validation() {}

    /** What is wrong with {@code object}, which is to be created. */
    public static List<FieldError> create(Resource resource, ApiObject object) {
        KindRule rule = RULES.getOrDefault(resource, PLAIN);
        Report report = new Report();
        Metadata.check(report, object.metadata(), resource.namespaced(), rule.name());
        rule.object().at(report, object);
        rule.creation().at(report, object);
        return report.errors();
    }

    /** What is wrong with {@code fresh}, which is to replace {@code old}. */
    public static List<FieldError> update(Resource resource, ApiObject fresh, ApiObject old) {
        KindRule rule = RULES.getOrDefault(resource, PLAIN);
        Report report = new Report();
        Metadata.checkUpdate(report, fresh.metadata(), old.metadata());
        rule.object().at(report, fresh);
        rule.change().at(report, fresh, old);
        return report.errors();
    }

    /** What is wrong with the status of {@code fresh}, which is to replace that of {@code old}. */
    public static List<FieldError> updateStatus(Resource resource, ApiObject fresh, ApiObject old) {
        Report report = new Report();
        Metadata.checkUpdate(report, fresh.metadata(), old.metadata());
        RULES.getOrDefault(resource, PLAIN).status().at(report, fresh, old);
        return report.errors();
    }

    /** What is wrong with the addresses that a Service names: to be known before others are given to it. */
    public static List<FieldError> serviceAddresses(ApiObject service) {
        Report report = new Report();
        ServiceAddresses.check(report, service.spec());
        return report.errors();
    }

    /** What is wrong with a pod whose ephemeral containers are to change. */
    public static List<FieldError> updateEphemeralContainers(ApiObject fresh, ApiObject old) {
        Report report = new Report();
        Metadata.checkUpdate(report, fresh.metadata(), old.metadata());
        Pods.check(report, fresh);
        PodUpdates.ephemeral(report, fresh, old);
        return report.errors();
    }

    /** What is wrong with a pod whose containers' resources are to change in place. */
    public static List<FieldError> resize(ApiObject fresh, ApiObject old) {
        Report report = new Report();
        Metadata.checkUpdate(report, fresh.metadata(), old.metadata());
        Pods.check(report, fresh);
        PodResizes.check(report, fresh, old);
        return report.errors();
    }
}
