package dev.leme.apiserver.auth;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.base.time.Clock;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of service accounts: issued by {@link TokenRequests}, believed here while the account, and what the token is
 * bound to, still exist under the same identity.
 *
 * <p>A signature is checked once a token and remembered; existence and time are checked on every request.
 */
public final class ServiceAccountTokens implements Authenticator {

    /** The issuer, and the audience of tokens that name none. */
    public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    private static final String BEARER = "bearer ";
    private static final int REMEMBERED = 4096;
    /** For how long what is being deleted still counts as there, as upstream. */
    private static final Duration DELETION_LEEWAY = Duration.ofSeconds(60);

    private final Jwt jwt;
    private final ObjectReader objects;
    private final Clock clock;
    private final Map<String, ServiceAccountClaims> known = new ConcurrentHashMap<>();

    /** Signs and checks with {@code keys}, on P-256 or RSA. */
    public ServiceAccountTokens(KeyPair keys, ObjectReader objects, Clock clock) {
        this.jwt = new Jwt(keys);
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public @Nullable User authenticate(Exchange exchange) {
        String token = bearer(exchange);
        if (token.isEmpty()) {
            return null;
        }
        ServiceAccountClaims claims = check(token, List.of(ISSUER));
        if (claims == null) {
            throw ApiException.of(Reason.UNAUTHORIZED, "Unauthorized");
        }
        Instant warnAfter = claims.warnAfter();
        if (warnAfter != null && clock.now().isAfter(warnAfter)) {
            exchange.addHeader("Warning", "299 - \"the service account token should have been renewed\"");
        }
        return claims.user();
    }

    private static String bearer(Exchange exchange) {
        String header = exchange.header("Authorization").strip();
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : "";
    }

    /** What the token says when it holds for one of {@code audiences}; else null. */
    @Nullable ServiceAccountClaims check(String token, List<String> audiences) {
        ServiceAccountClaims claims = known.get(token);
        if (claims == null) {
            JsonObject payload = jwt.verify(token);
            claims = payload == null || !payload.string("iss").equals(ISSUER) ? null : ServiceAccountClaims.of(payload);
            if (claims == null) {
                return null;
            }
            remember(token, claims);
        }
        boolean meant = claims.audiences().stream().anyMatch(audiences::contains);
        return meant && isCurrent(claims) ? claims : null;
    }

    private void remember(String token, ServiceAccountClaims claims) {
        if (known.size() >= REMEMBERED) {
            known.clear();
        }
        known.put(token, claims);
    }

    private boolean isCurrent(ServiceAccountClaims claims) {
        Instant now = clock.now();
        if (now.isAfter(claims.expires()) || now.isBefore(claims.issuedAt().minus(DELETION_LEEWAY))) {
            return false;
        }
        String namespace = claims.namespace();
        if (!exists(Resources.SERVICE_ACCOUNTS, namespace, claims.account(), now)) {
            return false;
        }
        if (claims.pod() != null) {
            return exists(Resources.PODS, namespace, claims.pod(), now);
        }
        if (claims.secret() != null) {
            return exists(Resources.SECRETS, namespace, claims.secret(), now);
        }
        return claims.node() == null || exists(Resources.NODES, "", claims.node(), now);
    }

    private boolean exists(Resource resource, String namespace, ServiceAccountClaims.Ref ref, Instant now) {
        ApiObject object = objects.get(resource, namespace, ref.name());
        if (object == null || !object.uid().equals(ref.uid())) {
            return false;
        }
        Instant deletion = object.deletionTimestamp();
        return deletion == null || now.isBefore(deletion.plus(DELETION_LEEWAY));
    }

    /** A token that says this. */
    String issue(ServiceAccountClaims claims) {
        return jwt.sign(claims.payload(ISSUER));
    }

    /** The document at {@code /openid/v1/jwks} ({@code application/jwk-set+json}). */
    public byte[] webKeys() {
        return Json.bytes(JsonObject.of("keys", JsonArray.of(jwt.webKey())));
    }

    /** The document at {@code /.well-known/openid-configuration}; {@code server} as {@code https://10.0.0.1:6443}. */
    public byte[] openIdConfiguration(String server) {
        return Json.bytes(JsonObject.builder()
                .put("issuer", ISSUER)
                .put("jwks_uri", server + "/openid/v1/jwks")
                .put("response_types_supported", JsonArray.ofStrings(List.of("id_token")))
                .put("subject_types_supported", JsonArray.ofStrings(List.of("public")))
                .put("id_token_signing_alg_values_supported", JsonArray.ofStrings(List.of(jwt.algorithm())))
                .build());
    }
}
