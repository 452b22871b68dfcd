package dev.leme.apiserver.catalog;

import static dev.leme.apiserver.catalog.ResourceDefinition.CREATE_ONLY;
import static dev.leme.apiserver.catalog.ResourceDefinition.define;

import dev.leme.api.event.EventForms;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The resources that every cluster serves. A further kind is a further line here and its rules in room {@code api}. */
public final class BuiltInResources {

    private static final Duration EVENTS_LAST = Duration.ofHours(1);

    private BuiltInResources() {}

    /** All of them, group by group. */
    public static List<ResourceDefinition> all() {
        return List.of(
                // core
                define(Resources.BINDINGS).only(CREATE_ONLY),
                define(Resources.CONFIG_MAPS, "cm"),
                define(Resources.ENDPOINTS, "ep").at("services/endpoints"),
                define(Resources.EVENTS, "ev")
                        .lasting(EVENTS_LAST)
                        .selectableBy(SelectableFields.with(
                                "regarding.",
                                "involvedObject.",
                                "involvedObject.kind",
                                "involvedObject.namespace",
                                "involvedObject.name",
                                "involvedObject.uid",
                                "involvedObject.apiVersion",
                                "involvedObject.resourceVersion",
                                "involvedObject.fieldPath",
                                "reason",
                                "reportingComponent",
                                "source",
                                "type")),
                define(Resources.LIMIT_RANGES, "limits"),
                define(Resources.NAMESPACES, "ns")
                        .with("status", "finalize")
                        .only(without("deletecollection"))
                        .returningDeleted()
                        .selectableBy(SelectableFields.of("status.phase")),
                define(Resources.NODES, "no")
                        .at("minions")
                        .with("status", "proxy")
                        .selectableBy(SelectableFields.of("spec.unschedulable")),
                define(Resources.PERSISTENT_VOLUME_CLAIMS, "pvc").with("status").returningDeleted(),
                define(Resources.PERSISTENT_VOLUMES, "pv").with("status").returningDeleted(),
                define(Resources.PODS, "po")
                        .in("all")
                        .with(
                                "status",
                                "binding",
                                "log",
                                "exec",
                                "attach",
                                "portforward",
                                "proxy",
                                "eviction",
                                "ephemeralcontainers",
                                "resize")
                        .returningDeleted()
                        .selectableBy(SelectableFields.of(
                                "spec.nodeName",
                                "spec.restartPolicy",
                                "spec.schedulerName",
                                "spec.serviceAccountName",
                                "spec.hostNetwork",
                                "status.phase",
                                "status.podIP",
                                "status.nominatedNodeName")),
                define(Resources.POD_TEMPLATES),
                define(Resources.RESOURCE_QUOTAS, "quota").with("status"),
                define(Resources.REPLICATION_CONTROLLERS, "rc")
                        .in("all")
                        .with("status", "scale")
                        .selectableBy(SelectableFields.of("status.replicas")),
                define(Resources.SECRETS).selectableBy(SelectableFields.of("type")),
                define(Resources.SERVICE_ACCOUNTS, "sa").with("token").returningDeleted(),
                define(Resources.SERVICES, "svc")
                        .in("all")
                        .at("services/specs")
                        .with("status", "proxy")
                        .returningDeleted()
                        .selectableBy(SelectableFields.of("spec.clusterIP", "spec.type")),
                // apps
                define(Resources.CONTROLLER_REVISIONS),
                define(Resources.DAEMON_SETS, "ds").in("all").with("status"),
                define(Resources.DEPLOYMENTS, "deploy").in("all").with("status", "scale"),
                define(Resources.REPLICA_SETS, "rs")
                        .in("all")
                        .with("status", "scale")
                        .selectableBy(SelectableFields.of("status.replicas")),
                define(Resources.STATEFUL_SETS, "sts").in("all").with("status", "scale"),
                // batch and policy
                define(Resources.CRON_JOBS, "cj").in("all").with("status"),
                define(Resources.JOBS)
                        .in("all")
                        .with("status")
                        .selectableBy(Map.of(
                                "status.successful",
                                job -> Long.toString(job.status().number("succeeded", 0)))),
                define(Resources.POD_DISRUPTION_BUDGETS, "pdb").with("status"),
                // events
                define(Resources.EVENTS_V1, "ev")
                        .lasting(EVENTS_LAST)
                        .at("events")
                        .converted(
                                event -> ApiObject.of(EventForms.toCore(event.json())),
                                event -> ApiObject.of(EventForms.toGroup(event.json())))
                        .selectableBy(SelectableFields.of(
                                "regarding.kind",
                                "regarding.namespace",
                                "regarding.name",
                                "regarding.uid",
                                "reason",
                                "reportingController",
                                "type")),
                // authentication and authorization
                define(Resources.SELF_SUBJECT_REVIEWS).only(CREATE_ONLY),
                define(Resources.TOKEN_REVIEWS).only(CREATE_ONLY),
                define(Resources.LOCAL_SUBJECT_ACCESS_REVIEWS).only(CREATE_ONLY),
                define(Resources.SELF_SUBJECT_ACCESS_REVIEWS).only(CREATE_ONLY),
                define(Resources.SELF_SUBJECT_RULES_REVIEWS).only(CREATE_ONLY),
                define(Resources.SUBJECT_ACCESS_REVIEWS).only(CREATE_ONLY),
                define(Resources.CLUSTER_ROLE_BINDINGS),
                define(Resources.CLUSTER_ROLES),
                define(Resources.ROLE_BINDINGS),
                define(Resources.ROLES),
                // storage
                define(Resources.CSI_DRIVERS).returningDeleted(),
                define(Resources.CSI_NODES).returningDeleted(),
                define(Resources.CSI_STORAGE_CAPACITIES),
                define(Resources.STORAGE_CLASSES, "sc").returningDeleted(),
                define(Resources.VOLUME_ATTACHMENTS).with("status").returningDeleted(),
                define(Resources.VOLUME_ATTRIBUTES_CLASSES, "vac").returningDeleted(),
                // the rest
                define(Resources.LEASES),
                define(Resources.ENDPOINT_SLICES),
                define(Resources.PRIORITY_CLASSES, "pc"),
                define(Resources.RUNTIME_CLASSES),
                define(Resources.INGRESS_CLASSES),
                define(Resources.INGRESSES, "ing").at("ingress").with("status"),
                define(Resources.NETWORK_POLICIES, "netpol"),
                define(Resources.IP_ADDRESSES, "ip").selectableBy(Map.of()),
                define(Resources.SERVICE_CIDRS).with("status").selectableBy(Map.of()));
    }

    private static java.util.Set<String> without(String verb) {
        java.util.Set<String> verbs = new java.util.LinkedHashSet<>(ResourceDefinition.ALL_VERBS);
        verbs.remove(verb);
        return verbs;
    }
}
