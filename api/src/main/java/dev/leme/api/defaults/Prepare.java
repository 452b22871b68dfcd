package dev.leme.api.defaults;

import static java.util.Map.entry;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.Map;

/**
 * What the server does to a write between defaulting and validation: keeps clients' hands off what isn't theirs in this
 * request (the status in a write of the spec, and the reverse), counts generations, and starts a status.
 *
 * <p>Runs after the store has filled in uid, creationTimestamp and name.
 */
public final class Prepare {

    private static final PrepareRule PLAIN = new PrepareRule();

    private static final Map<Resource, PrepareRule> RULES = Map.ofEntries(
            entry(Resources.PODS, new PodPreparation()),
            entry(Resources.SERVICES, new ServicePreparation()),
            entry(Resources.NAMESPACES, new NamespacePreparation()),
            entry(Resources.NODES, new NodePreparation()),
            entry(Resources.PERSISTENT_VOLUMES, new VolumePreparation()),
            entry(Resources.PERSISTENT_VOLUME_CLAIMS, new ClaimPreparation()),
            entry(Resources.JOBS, new JobPreparation()),
            entry(
                    Resources.STATEFUL_SETS,
                    status("{\"replicas\":0,\"availableReplicas\":0}").counted()),
            entry(Resources.DEPLOYMENTS, status("{}").counted().labelsFixedInStatus()),
            entry(Resources.REPLICA_SETS, status("{\"replicas\":0}").counted()),
            entry(Resources.DAEMON_SETS, new DaemonSetPreparation()),
            entry(Resources.REPLICATION_CONTROLLERS, status("{\"replicas\":0}").counted()),
            entry(Resources.CRON_JOBS, status("{}").counted()),
            entry(Resources.INGRESSES, status("{\"loadBalancer\":{}}").counted()),
            entry(
                    Resources.POD_DISRUPTION_BUDGETS,
                    status("{\"disruptionsAllowed\":0,\"currentHealthy\":0,\"desiredHealthy\":0,\"expectedPods\":0}")
                            .counted()),
            entry(Resources.HORIZONTAL_POD_AUTOSCALERS, status("{\"desiredReplicas\":0,\"currentMetrics\":null}")),
            entry(Resources.RESOURCE_QUOTAS, status("{}")),
            entry(Resources.SERVICE_CIDRS, status("{}")),
            entry(Resources.VOLUME_ATTACHMENTS, status("{\"attached\":false}")),
            entry(Resources.NETWORK_POLICIES, new PrepareRule().counted()),
            entry(Resources.ENDPOINT_SLICES, new PrepareRule().counted()),
            entry(Resources.PRIORITY_CLASSES, new PrepareRule().countedOnce()),
            entry(Resources.MUTATING_WEBHOOK_CONFIGURATIONS, new PrepareRule().counted()),
            entry(Resources.VALIDATING_WEBHOOK_CONFIGURATIONS, new PrepareRule().counted()),
            entry(Resources.VALIDATING_ADMISSION_POLICIES, status("{}").counted()),
            entry(Resources.VALIDATING_ADMISSION_POLICY_BINDINGS, new PrepareRule().counted()));

    private Prepare() {}

    /** {@code object} as it is to be created. */
    public static ApiObject forCreate(Resource resource, ApiObject object) {
        return RULES.getOrDefault(resource, PLAIN).create(object);
    }

    /** {@code fresh} as it is to replace {@code old} by a write of the object itself. */
    public static ApiObject forUpdate(Resource resource, ApiObject fresh, ApiObject old) {
        return RULES.getOrDefault(resource, PLAIN).update(fresh, old);
    }

    /** {@code fresh} as it is to replace {@code old} by a write of the status subresource. */
    public static ApiObject forStatusUpdate(Resource resource, ApiObject fresh, ApiObject old) {
        return RULES.getOrDefault(resource, PLAIN).updateStatus(fresh, old);
    }

    /** The rule of a custom kind: always counted, its status apart where it has that subresource. */
    public static PrepareRule custom(boolean hasStatusSubresource) {
        PrepareRule rule = hasStatusSubresource ? new PrepareRule().withStatus(null) : new PrepareRule();
        return rule.counted();
    }

    private static PrepareRule status(String initial) {
        JsonValue status = Json.parse(initial);
        return new PrepareRule().withStatus((JsonObject) status);
    }
}
