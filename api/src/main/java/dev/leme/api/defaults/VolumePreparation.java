package dev.leme.api.defaults;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;

/** Persistent volumes: Pending from when they were made. */
final class VolumePreparation extends PrepareRule {

    VolumePreparation() {
        super(true, null, false, false, false);
    }

    @Override
    public ApiObject create(ApiObject volume) {
        JsonObject status = JsonObject.builder().put("phase", "Pending").build();
        String made = volume.metadata().string("creationTimestamp");
        return super.create(volume).withStatus(made.isEmpty() ? status : status.with("lastPhaseTransitionTime", made));
    }
}
