package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.api.yaml.Yaml;
import dev.leme.api.yaml.YamlException;
import dev.leme.apiserver.http.Query;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.rest.MediaTypes.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration to apply.
 *
 * @param configuration what its manager wants, and nothing else
 * @param force whether to take what others own
 */
record ApplyRequest(ApiObject configuration, boolean force) {

    static final String TYPE = "application/apply-patch+yaml";

    static boolean is(RequestContext request) {
        return MediaType.parse(request.exchange().header("Content-Type")).type().equals(TYPE);
    }

    /** Other patches have no conflicts that could be forced. */
    static void forbidForce(RequestContext request) {
        if (!request.exchange().query().get("force").isEmpty()) {
            throw invalid("force: Forbidden: may not be specified for non-apply patch");
        }
    }

    static ApplyRequest read(RequestContext request, Resource resource, ObjectDecoder decoder) throws IOException {
        Query query = request.exchange().query();
        if (query.get("fieldManager").isEmpty()) {
            throw invalid("fieldManager: Required value: is required for apply patch");
        }
        List<String> duplicates = new ArrayList<>();
        JsonObject tree = decoder.checked(request, resource, tree(request, duplicates), duplicates);
        ApiObject configuration = ApiObject.of(tree);
        if (configuration.metadata().has("managedFields")) {
            throw ApiException.badRequest("metadata.managedFields must be nil");
        }
        String name = request.info().name();
        ApiObject named = configuration.name().isEmpty() ? configuration.withName(name) : configuration;
        checkPlace(request, named, name);
        return new ApplyRequest(named, query.get("force").equals("true"));
    }

    private static void checkPlace(RequestContext request, ApiObject named, String name) {
        if (!named.name().equals(name)) {
            throw ApiException.badRequest(
                    "the name of the object (" + named.name() + ") does not match the name on the URL (" + name + ")");
        }
        String namespace = request.info().namespace();
        if (!named.namespace().isEmpty() && !named.namespace().equals(namespace)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static JsonObject tree(RequestContext request, List<String> duplicates) throws IOException {
        try {
            JsonValue body = Yaml.parse(Bodies.read(request.exchange()), repeated -> duplicates.add(repeated.path()));
            if (body instanceof JsonObject object) {
                return object;
            }
            throw ApiException.badRequest("error decoding YAML: the configuration is not an object");
        } catch (YamlException | JsonException broken) {
            throw ApiException.badRequest("error decoding YAML: " + broken.getMessage());
        }
    }

    private static ApiException invalid(String what) {
        return ApiException.of(Reason.INVALID, "PatchOptions.meta.k8s.io \"\" is invalid: " + what);
    }
}
