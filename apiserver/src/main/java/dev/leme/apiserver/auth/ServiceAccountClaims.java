package dev.leme.apiserver.auth;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a service account's token says.
 *
 * @param id the token's own identity
 * @param audiences for whom it is meant
 * @param issuedAt since when it holds
 * @param expires until when
 * @param warnAfter when it should have been renewed; null when that is its end
 * @param namespace the account's namespace
 * @param account the account
 * @param pod the pod it is bound to, or null
 * @param secret the secret it is bound to, or null
 * @param node the node it is bound to, or the one its pod runs on, or null
 */
record ServiceAccountClaims(
        String id,
        List<String> audiences,
        Instant issuedAt,
        Instant expires,
        @Nullable Instant warnAfter,
        String namespace,
        Ref account,
        @Nullable Ref pod,
        @Nullable Ref secret,
        @Nullable Ref node) {

    private static final String KUBERNETES = "kubernetes.io";

    /** An object by name and identity. */
    record Ref(String name, String uid) {

        JsonObject json() {
            return JsonObject.ofStrings(Map.of("name", name)).with("uid", uid);
        }

        static @Nullable Ref of(JsonObject json) {
            return json.isEmpty() ? null : new Ref(json.string("name"), json.string("uid"));
        }
    }

    String subject() {
        return "system:serviceaccount:" + namespace + ":" + account.name();
    }

    /** The claims as the token's payload. */
    byte[] payload(String issuer) {
        JsonObject.Builder own = JsonObject.builder().put("namespace", namespace);
        put(own, "node", node);
        put(own, "pod", pod);
        put(own, "secret", secret);
        own.put("serviceaccount", account.json());
        if (warnAfter != null) {
            own.put("warnafter", warnAfter.getEpochSecond());
        }
        return Json.bytes(JsonObject.builder()
                .put("aud", JsonArray.ofStrings(audiences))
                .put("exp", expires.getEpochSecond())
                .put("iat", issuedAt.getEpochSecond())
                .put("iss", issuer)
                .put("jti", id)
                .put(KUBERNETES, own.build())
                .put("nbf", issuedAt.getEpochSecond())
                .put("sub", subject())
                .build());
    }

    private static void put(JsonObject.Builder json, String name, @Nullable Ref ref) {
        if (ref != null) {
            json.put(name, ref.json());
        }
    }

    /** The claims in a payload whose signature holds; null where they are not a service account's. */
    static @Nullable ServiceAccountClaims of(JsonObject json) {
        JsonObject own = json.object(KUBERNETES);
        Ref account = Ref.of(own.object("serviceaccount"));
        if (account == null) {
            return null;
        }
        long warn = own.number("warnafter", -1);
        ServiceAccountClaims claims = new ServiceAccountClaims(
                json.string("jti"),
                json.get("aud") instanceof JsonString(String only)
                        ? List.of(only)
                        : json.array("aud").strings(),
                Instant.ofEpochSecond(json.number("nbf", json.number("iat", 0))),
                Instant.ofEpochSecond(json.number("exp", 0)),
                warn < 0 ? null : Instant.ofEpochSecond(warn),
                own.string("namespace"),
                account,
                Ref.of(own.object("pod")),
                Ref.of(own.object("secret")),
                Ref.of(own.object("node")));
        return claims.subject().equals(json.string("sub")) ? claims : null;
    }

    /** Whom the token makes its bearer. */
    User user() {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        if (!id.isEmpty()) {
            extra.put("authentication.kubernetes.io/credential-id", List.of("JTI=" + id));
        }
        put(extra, "node", node);
        put(extra, "pod", pod);
        return new User(
                subject(),
                account.uid(),
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"),
                extra);
    }

    private static void put(Map<String, List<String>> extra, String kind, @Nullable Ref ref) {
        if (ref != null) {
            extra.put("authentication.kubernetes.io/" + kind + "-name", List.of(ref.name()));
            extra.put("authentication.kubernetes.io/" + kind + "-uid", List.of(ref.uid()));
        }
    }
}
