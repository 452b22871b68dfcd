package dev.leme.apiserver.pods;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What a budget says to an eviction. Pure. */
final class DisruptionBudget {

    private static final int MOST_UNCONFIRMED = 2000;
    private static final int RETRY_SECONDS = 10;

    private DisruptionBudget() {}

    /** Whether a pod that isn't ready may go without being counted. */
    static boolean letsUnhealthyGo(ApiObject budget) {
        long desired = budget.status().number("desiredHealthy", 0);
        boolean enough = budget.status().number("currentHealthy", 0) >= desired && desired > 0;
        return enough || budget.spec().string("unhealthyPodEvictionPolicy").equals("AlwaysAllow");
    }

    /** The budget with one disruption less, taken by {@code pod}; throws where none is left. */
    static ApiObject taken(ApiObject budget, String pod, Instant now) {
        JsonObject status = budget.status();
        long allowed = status.number("disruptionsAllowed", 0);
        if (status.number("observedGeneration", 0) < budget.generation()) {
            throw tooMany(
                    "The disruption budget " + budget.name() + " is still being processed by the server.",
                    RETRY_SECONDS);
        }
        if (allowed < 0) {
            throw ApiException.forbidden(
                    Resources.POD_DISRUPTION_BUDGETS, budget.name(), "pdb disruptions allowed is negative");
        }
        if (status.object("disruptedPods").size() > MOST_UNCONFIRMED) {
            throw ApiException.forbidden(
                    Resources.POD_DISRUPTION_BUDGETS,
                    budget.name(),
                    "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        if (allowed == 0) {
            throw tooMany(why(budget), 0);
        }
        String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
        JsonObject less =
                status.with("disruptionsAllowed", allowed - 1).update("disruptedPods", pods -> pods.with(pod, since));
        return budget.withStatus(allowed > 1 ? less : less.with("conditions", insufficient(budget, since)));
    }

    private static String why(ApiObject budget) {
        JsonObject status = budget.status();
        for (JsonObject condition : status.array("conditions").objects()) {
            if (condition.string("type").equals("DisruptionAllowed")
                    && condition.string("reason").equals("SyncFailed")) {
                return "The disruption budget " + budget.name()
                        + " does not allow evicting pods currently because it failed sync: "
                        + condition.string("message");
            }
        }
        return "The disruption budget " + budget.name() + " needs " + status.number("desiredHealthy", 0)
                + " healthy pods and has " + status.number("currentHealthy", 0) + " currently";
    }

    private static ApiException tooMany(String cause, int retryAfterSeconds) {
        JsonObject details = JsonObject.of(
                "causes",
                JsonArray.of(JsonObject.builder()
                        .put("reason", "DisruptionBudget")
                        .put("message", cause)
                        .build()));
        return new ApiException(
                Reason.TOO_MANY_REQUESTS,
                Reason.TOO_MANY_REQUESTS.code(),
                "Cannot evict pod as it would violate the pod's disruption budget.",
                retryAfterSeconds == 0 ? details : details.with("retryAfterSeconds", retryAfterSeconds));
    }

    private static JsonArray insufficient(ApiObject budget, String since) {
        List<JsonValue> conditions = new ArrayList<>();
        for (JsonObject condition : budget.status().array("conditions").objects()) {
            if (!condition.string("type").equals("DisruptionAllowed")) {
                conditions.add(condition);
            }
        }
        conditions.add(JsonObject.builder()
                .put("type", "DisruptionAllowed")
                .put("status", "False")
                .put("observedGeneration", budget.generation())
                .put("lastTransitionTime", since)
                .put("reason", "InsufficientPods")
                .put("message", "")
                .build());
        return new JsonArray(conditions);
    }
}
