package dev.leme.apiserver.pods;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.catalog.ResourceCatalog;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.rest.Subresources.Body;
import dev.leme.apiserver.rest.Subresources.Handler;
import dev.leme.apiserver.storage.DeleteRequest;
import dev.leme.apiserver.storage.Part;
import dev.leme.apiserver.storage.ResourceStore;
import dev.leme.apiserver.storage.WriteContext;
import dev.leme.base.time.Clock;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a pod as a drain does: only where its disruption budget lets it go. A pod that doesn't serve is no disruption, by
 * the rules of {@code unhealthyPodEvictionPolicy}.
 */
public final class Eviction implements Handler {

    private static final Resource EVICTION = new Resource("policy", "v1", "evictions", "Eviction", true);
    private static final List<String> IDLE_PHASES = List.of("Succeeded", "Failed", "Pending");

    private final ResourceCatalog catalog;
    private final Clock clock;

    /** Asks the budgets in {@code catalog}. */
    public Eviction(ResourceCatalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @Override
    public void handle(RequestContext request, ServedResource pods, Body body) throws IOException {
        ApiObject eviction = body.read(EVICTION);
        String name = request.info().name();
        if (!eviction.name().isEmpty() && !eviction.name().equals(name)) {
            throw ApiException.badRequest("name in URL does not match name in Eviction object");
        }
        JsonObject options = eviction.json().object("deleteOptions");
        boolean dryRun = options.array("dryRun").strings().contains("All")
                || request.exchange().query().get("dryRun").equals("All");
        WriteContext context = new WriteContext(request.user(), request.client(), dryRun, false, text -> {});
        evict(context, pods.store(), request.info().namespace(), name, DeleteRequest.of(options));
        body.answer(201, ApiObject.of(Binding.success()));
    }

    private void evict(WriteContext context, ResourceStore pods, String namespace, String name, DeleteRequest asked) {
        ApiObject pod = pods.get(namespace, name).object();
        if (isIdle(pod)) {
            boolean pending = pod.status().string("phase").equals("Pending") && !pod.isDeleting();
            delete(context, pods, pod, pending ? seen(asked, pod) : asked);
            return;
        }
        List<ApiObject> budgets = budgets(pod);
        if (budgets.size() > 1) {
            throw new ApiException(
                    Reason.UNKNOWN,
                    Reason.UNKNOWN.code(),
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
                    JsonObject.EMPTY);
        }
        if (budgets.isEmpty()) {
            delete(context, pods, pod, asked);
        } else if (!isReady(pod) && DisruptionBudget.letsUnhealthyGo(budgets.getFirst())) {
            delete(context, pods, pod, seen(asked, pod));
        } else {
            take(context, budgets.getFirst(), name);
            delete(context, pods, pod, asked);
        }
    }

    /** A pod that has ended, hasn't begun, or is on its way out serves nobody. */
    private static boolean isIdle(ApiObject pod) {
        return pod.isDeleting() || IDLE_PHASES.contains(pod.status().string("phase"));
    }

    private static boolean isReady(ApiObject pod) {
        return pod.status().array("conditions").objects().stream()
                .anyMatch(condition -> condition.string("type").equals("Ready")
                        && condition.string("status").equals("True"));
    }

    /** The request for the pod as it was looked at: one that serves meanwhile is another matter. */
    private static DeleteRequest seen(DeleteRequest asked, ApiObject pod) {
        return asked.resourceVersion().isEmpty()
                ? new DeleteRequest(asked.gracePeriodSeconds(), asked.propagation(), asked.uid(), pod.resourceVersion())
                : asked;
    }

    private List<ApiObject> budgets(ApiObject pod) {
        return catalog.list(Resources.POD_DISRUPTION_BUDGETS, pod.namespace()).stream()
                .filter(budget -> budget.spec().has("selector")
                        && LabelSelector.of(budget.spec().object("selector")).matches(pod.labels()))
                .toList();
    }

    /** Takes one disruption from the budget; two evictions at once never take the same one. */
    private void take(WriteContext context, ApiObject budget, String pod) {
        ResourceStore budgets = catalog.get(Resources.POD_DISRUPTION_BUDGETS).store();
        WriteContext own = new WriteContext(
                WriteContext.internal("eviction").user(),
                context.manager(),
                context.dryRun(),
                false,
                context.warnings());
        budgets.change(
                own,
                budget.namespace(),
                budget.name(),
                Part.STATUS,
                current -> DisruptionBudget.taken(current, pod, clock.now()));
    }

    /** The pod tells why it goes; where that changes it, what the caller saw is what the server has just written. */
    private void delete(WriteContext context, ResourceStore pods, ApiObject pod, DeleteRequest request) {
        DeleteRequest how = request;
        if (!pod.isDeleting()) {
            ApiObject marked =
                    pods.change(context, pod.namespace(), pod.name(), Part.STATUS, current -> marked(current, request));
            how = request.resourceVersion().isEmpty() || context.dryRun()
                    ? withVersion(request, "")
                    : withVersion(request, marked.resourceVersion());
        }
        pods.delete(context, pod.namespace(), pod.name(), how);
    }

    private static DeleteRequest withVersion(DeleteRequest request, String version) {
        return new DeleteRequest(request.gracePeriodSeconds(), request.propagation(), request.uid(), version);
    }

    private ApiObject marked(ApiObject pod, DeleteRequest request) {
        if (!request.uid().isEmpty() && !request.uid().equals(pod.uid())) {
            throw ApiException.conflict(
                    Resources.PODS,
                    pod.name(),
                    "Precondition failed: UID in precondition: " + request.uid() + ", UID in object meta: "
                            + pod.uid());
        }
        String wanted = request.resourceVersion();
        if (!wanted.isEmpty() && !wanted.equals(pod.resourceVersion())) {
            throw ApiException.conflict(
                    Resources.PODS,
                    pod.name(),
                    "Precondition failed: ResourceVersion in precondition: " + wanted
                            + ", ResourceVersion in object meta: " + pod.resourceVersion());
        }
        return pod.withStatus(
                pod.status().with("conditions", conditions(pod.status().array("conditions"))));
    }

    private JsonArray conditions(JsonArray present) {
        List<JsonValue> conditions = new ArrayList<>();
        @Nullable JsonObject known = null;
        for (JsonObject condition : present.objects()) {
            if (condition.string("type").equals("DisruptionTarget")) {
                known = condition;
            } else {
                conditions.add(condition);
            }
        }
        String since = known != null && known.string("status").equals("True")
                ? known.string("lastTransitionTime")
                : clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
        conditions.add(JsonObject.builder()
                .put("type", "DisruptionTarget")
                .put("status", "True")
                .put("lastProbeTime", JsonNull.NULL)
                .put("lastTransitionTime", since)
                .put("reason", "EvictionByEvictionAPI")
                .put("message", "Eviction API: evicting")
                .build());
        return new JsonArray(conditions);
    }
}
