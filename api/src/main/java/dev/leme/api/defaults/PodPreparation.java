package dev.leme.api.defaults;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;

/** Pods: Pending at first, with the class of service that their requests give them, which no status write takes away. */
final class PodPreparation extends PrepareRule {

    PodPreparation() {
        super(true, null, true, true, false);
    }

    @Override
    public ApiObject create(ApiObject pod) {
        JsonObject status = JsonObject.builder()
                .put("phase", "Pending")
                .put("qosClass", QualityOfService.of(pod.spec()))
                .build();
        return super.create(pod).withStatus(status);
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
