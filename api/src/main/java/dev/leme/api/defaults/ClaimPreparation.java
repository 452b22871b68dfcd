package dev.leme.api.defaults;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;

/** Claims: Pending at first; the old and the new name of their data's source say the same. */
final class ClaimPreparation extends PrepareRule {

    ClaimPreparation() {
        super(true, JsonObject.of("phase", new JsonString("Pending")), false, false, false);
    }

    @Override
    public ApiObject create(ApiObject claim) {
        return super.create(claim).with("spec", sources(claim.spec()));
    }

    @Override
    public ApiObject update(ApiObject fresh, ApiObject old) {
        return super.update(fresh, old).with("spec", sources(fresh.spec()));
    }

    private static JsonObject sources(JsonObject spec) {
        JsonValue source = spec.get("dataSource");
        JsonValue reference = spec.get("dataSourceRef");
        if (source != null && reference == null) {
            return spec.with("dataSourceRef", source);
        }
        boolean copyable = reference instanceof JsonObject target && !target.has("namespace");
        return source == null && copyable && reference != null ? spec.with("dataSource", reference) : spec;
    }
}
