package dev.leme.apiserver.auth;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.auth.ServiceAccountClaims.Ref;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.base.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers {@code TokenRequest}, the {@code token} subresource of service accounts. */
public final class TokenRequests {

    private static final long LEAST = 600;
    private static final long MOST = 1L << 32;
    private static final long USUAL = 3600;
    /** What kubelets ask for; such tokens live for a year, so that clients that never reload them go on, as upstream. */
    private static final long EXTENDED = 3607;

    private static final Duration EXTENSION = Duration.ofDays(365);

    private final ServiceAccountTokens tokens;
    private final ObjectReader objects;
    private final Clock clock;

    /** Issues what {@code tokens} signs. */
    public TokenRequests(ServiceAccountTokens tokens, ObjectReader objects, Clock clock) {
        this.tokens = tokens;
        this.objects = objects;
        this.clock = clock;
    }

    /** A token for the account {@code namespace/name}: the request with its status. */
    public ApiObject answer(String namespace, String name, ApiObject request) {
        ApiObject account = objects.get(Resources.SERVICE_ACCOUNTS, namespace, name);
        if (account == null) {
            throw ApiException.notFound(Resources.SERVICE_ACCOUNTS, name);
        }
        JsonObject spec = request.spec();
        long seconds = spec.number("expirationSeconds", USUAL);
        requireDuration(seconds);
        List<String> asked = spec.array("audiences").strings();
        List<String> audiences = asked.isEmpty() ? List.of(ServiceAccountTokens.ISSUER) : asked;
        Instant now = clock.now().truncatedTo(ChronoUnit.SECONDS);
        ServiceAccountClaims claims = bound(spec.object("boundObjectRef"), account, new Times(now, seconds), audiences);
        JsonObject filled =
                spec.with("audiences", JsonArray.ofStrings(audiences)).with("expirationSeconds", seconds);
        return answer(account, filled, claims, now);
    }

    private record Times(Instant now, long seconds) {
        boolean isExtended(boolean pod, List<String> audiences) {
            return pod && seconds == EXTENDED && audiences.contains(ServiceAccountTokens.ISSUER);
        }
    }

    private static void requireDuration(long seconds) {
        FieldPath path = FieldPath.of("spec").child("expirationSeconds");
        if (seconds < LEAST) {
            throw invalid(FieldError.invalid(
                    path, JsonNumber.of(seconds), "may not specify a duration less than 10 minutes"));
        }
        if (seconds > MOST) {
            throw invalid(FieldError.invalid(
                    path, JsonNumber.of(seconds), "may not specify a duration larger than 2^32 seconds"));
        }
    }

    private static ApiException invalid(FieldError error) {
        return ApiException.invalid("authentication.k8s.io", "TokenRequest", "", List.of(error));
    }

    private ServiceAccountClaims bound(JsonObject reference, ApiObject account, Times times, List<String> audiences) {
        Ref pod = null;
        Ref secret = null;
        Ref node = null;
        if (!reference.isEmpty()) {
            String kind = reference.string("kind");
            switch (reference.string("apiVersion") + "/" + kind) {
                case "v1/Pod" -> {
                    ApiObject found = find(Resources.PODS, account.namespace(), reference);
                    requireOwnPod(found, account);
                    pod = ref(found);
                    node = nodeOf(found);
                }
                case "v1/Secret" -> secret = ref(find(Resources.SECRETS, account.namespace(), reference));
                case "v1/Node" -> node = ref(find(Resources.NODES, "", reference));
                default ->
                    throw ApiException.badRequest(
                            "cannot bind token to object of type " + describe(reference.string("apiVersion"), kind));
            }
        }
        boolean extended = times.isExtended(pod != null, audiences);
        Instant asked = times.now().plusSeconds(times.seconds());
        return new ServiceAccountClaims(
                UUID.randomUUID().toString(),
                audiences,
                times.now(),
                extended ? times.now().plus(EXTENSION) : asked,
                extended ? asked : null,
                account.namespace(),
                ref(account),
                pod,
                secret,
                node);
    }

    private static String describe(String apiVersion, String kind) {
        return (apiVersion.contains("/") ? apiVersion : "/" + apiVersion) + ", Kind=" + kind;
    }

    private ApiObject find(Resource resource, String namespace, JsonObject reference) {
        String name = reference.string("name");
        ApiObject found = objects.get(resource, namespace, name);
        if (found == null) {
            throw ApiException.notFound(resource, name);
        }
        String uid = reference.string("uid");
        if (!uid.isEmpty() && !uid.equals(found.uid())) {
            Resource named = new Resource("", "v1", resource.kind(), resource.kind(), resource.namespaced());
            throw ApiException.conflict(
                    named,
                    name,
                    "the UID in the bound object reference (" + uid + ") does not match the UID in record. "
                            + "The object might have been deleted and then recreated");
        }
        return found;
    }

    private static void requireOwnPod(ApiObject pod, ApiObject account) {
        if (!pod.spec().string("serviceAccountName").equals(account.name())) {
            throw ApiException.badRequest("cannot bind token for serviceaccount \"" + account.name()
                    + "\" to pod running with different serviceaccount name.");
        }
    }

    private @Nullable Ref nodeOf(ApiObject pod) {
        String name = pod.spec().string("nodeName");
        ApiObject node = name.isEmpty() ? null : objects.get(Resources.NODES, "", name);
        return node == null ? null : ref(node);
    }

    private static Ref ref(ApiObject object) {
        return new Ref(object.name(), object.uid());
    }

    private ApiObject answer(ApiObject account, JsonObject spec, ServiceAccountClaims claims, Instant now) {
        JsonObject metadata = JsonObject.builder()
                .put("name", account.name())
                .put("namespace", account.namespace())
                .put("creationTimestamp", now.toString())
                .build();
        Instant promised = now.plusSeconds(spec.number("expirationSeconds", USUAL));
        JsonObject status = JsonObject.builder()
                .put("token", tokens.issue(claims))
                .put("expirationTimestamp", promised.toString())
                .build();
        return ApiObject.of(JsonObject.builder()
                .put("kind", "TokenRequest")
                .put("apiVersion", "authentication.k8s.io/v1")
                .put("metadata", metadata)
                .put("spec", spec)
                .put("status", status)
                .build());
    }
}
