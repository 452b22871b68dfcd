package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;

/** An object with nothing but its metadata, for clients that don't care for more. */
final class PartialMetadata {

    private PartialMetadata() {}

    static JsonObject of(ApiObject object) {
        return JsonObject.builder()
                .put("kind", "PartialObjectMetadata")
                .put("apiVersion", "meta.k8s.io/v1")
                .put("metadata", object.metadata())
                .build();
    }
}
