package dev.leme.apiserver.authz;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.auth.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers {@code may …?} ({@code kubectl auth can-i}): each review as it was posted, with its status filled in. */
public final class AccessReviews {

    private static final String GROUP = "authorization.k8s.io";
    private static final FieldPath SPEC = FieldPath.of("spec");

    private final Authorizer authorizer;
    private final RbacAuthorizer rbac;

    /** Asks {@code authorizer}; lists rules from {@code rbac}. */
    public AccessReviews(Authorizer authorizer, RbacAuthorizer rbac) {
        this.authorizer = authorizer;
        this.rbac = rbac;
    }

    /** Whether somebody may do something. */
    public ApiObject subjectAccessReview(ApiObject review) {
        List<FieldError> errors = new ArrayList<>();
        requireUser(review, errors);
        return decided(review, subject(review.spec()), errors);
    }

    /** Whether the caller may do something. */
    public ApiObject selfSubjectAccessReview(User caller, ApiObject review) {
        return decided(review, caller, new ArrayList<>());
    }

    /** Whether somebody may do something in {@code namespace}. */
    public ApiObject localSubjectAccessReview(String namespace, ApiObject review) {
        List<FieldError> errors = new ArrayList<>();
        requireUser(review, errors);
        if (!review.spec().object("resourceAttributes").string("namespace").equals(namespace)) {
            errors.add(FieldError.invalid(
                    SPEC.child("resourceAttributes").child("namespace"),
                    review.spec().object("resourceAttributes").string("namespace"),
                    "must match metadata.namespace"));
        }
        return decided(review, subject(review.spec()), errors);
    }

    private static void requireUser(ApiObject review, List<FieldError> errors) {
        if (review.spec().string("user").isEmpty()
                && review.spec().array("groups").isEmpty()) {
            errors.add(FieldError.invalid(SPEC.child("user"), "", "at least one of user or group must be specified"));
        }
    }

    private static User subject(JsonObject spec) {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> entry : spec.object("extra")) {
            extra.put(entry.getKey(), spec.object("extra").array(entry.getKey()).strings());
        }
        return new User(
                spec.string("user"), spec.string("uid"), spec.array("groups").strings(), extra);
    }

    private ApiObject decided(ApiObject review, User user, List<FieldError> errors) {
        JsonObject spec = review.spec();
        boolean resource = spec.has("resourceAttributes");
        boolean path = spec.has("nonResourceAttributes");
        if (resource == path) {
            errors.add(FieldError.invalid(
                    SPEC.child(resource ? "nonResourceAttributes" : "resourceAttributes"),
                    resource ? spec.object("nonResourceAttributes") : JsonNull.NULL,
                    resource
                            ? "cannot be specified in combination with resourceAttributes"
                            : "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(GROUP, review.kind(), review.name(), errors);
        }
        Authorizer.Decision decision =
                authorizer.authorize(resource ? wish(user, spec.object("resourceAttributes")) : pathWish(user, spec));
        JsonObject.Builder status = JsonObject.builder().put("allowed", decision.allowed());
        if (decision.denied()) {
            status.put("denied", true);
        }
        if (!decision.reason().isEmpty()) {
            status.put("reason", decision.reason());
        }
        return review.withStatus(status.build());
    }

    private static Attributes wish(User user, JsonObject resource) {
        return new Attributes(
                user,
                resource.string("verb"),
                resource.string("namespace"),
                resource.string("group"),
                resource.string("version"),
                resource.string("resource"),
                resource.string("subresource"),
                resource.string("name"),
                "");
    }

    private static Attributes pathWish(User user, JsonObject spec) {
        JsonObject path = spec.object("nonResourceAttributes");
        return new Attributes(user, path.string("verb"), "", "", "", "", "", "", path.string("path"));
    }

    /** All that the caller may do in a namespace. */
    public ApiObject selfSubjectRulesReview(User caller, ApiObject review) {
        String namespace = review.spec().string("namespace");
        if (namespace.isEmpty()) {
            throw ApiException.badRequest("no namespace on request");
        }
        List<JsonValue> resources = new ArrayList<>();
        List<JsonValue> paths = new ArrayList<>();
        for (PolicyRule rule : rbac.rulesFor(caller, namespace)) {
            if (!rule.resources().isEmpty()) {
                resources.add(rule.json());
            }
            if (!rule.urls().isEmpty()) {
                paths.add(rule.json());
            }
        }
        return review.withStatus(JsonObject.builder()
                .put("resourceRules", new JsonArray(resources))
                .put("nonResourceRules", new JsonArray(paths))
                .put("incomplete", false)
                .build());
    }

    /** Who the caller is ({@code kubectl auth whoami}). */
    public ApiObject selfSubjectReview(User caller, ApiObject review) {
        return review.withStatus(JsonObject.of("userInfo", caller.info()));
    }
}
