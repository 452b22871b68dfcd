package dev.leme.api.defaults;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;

/** Pods: Pending at first, with the class of service that their requests give them, which no status write takes away. Gates are told of. */
final class PodPreparation extends PrepareRule {

    private static final JsonObject GATED = JsonObject.EMPTY
            .with("type", "PodScheduled")
            .with("status", "False")
            .with("lastProbeTime", JsonNull.NULL)
            .with("lastTransitionTime", JsonNull.NULL)
            .with("reason", "SchedulingGated")
            .with("message", "Scheduling is blocked due to non-empty scheduling gates");

    PodPreparation() {
        super(true, null, true, true, false);
    }

    @Override
    public ApiObject create(ApiObject pod) {
        JsonObject status = JsonObject.builder()
                .put("phase", "Pending")
                .put("qosClass", QualityOfService.of(pod.spec()))
                .build();
        boolean gated = !pod.spec().array("schedulingGates").isEmpty();
        return super.create(pod)
                .with("spec", LabelKeys.merged(pod))
                .withStatus(gated ? status.with("conditions", JsonArray.of(GATED)) : status);
    }

    @Override
    public ApiObject updateStatus(ApiObject fresh, ApiObject old) {
        ApiObject result = super.updateStatus(fresh, old);
        if (result.status().string("qosClass").isEmpty()) {
            result = result.withStatus(copy(result.status(), old.status(), "qosClass"));
        }
        return result.withMetadata(metadata -> copy(metadata, old.metadata(), "ownerReferences"));
    }
}
