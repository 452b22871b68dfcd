package dev.leme.apiserver.auth;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.status.ApiException;
import java.util.ArrayList;
import java.util.List;

/** Answers {@code TokenReview}: whose token is this, and for whom. */
public final class TokenReviews {

    private final ServiceAccountTokens tokens;

    /** Believes what {@code tokens} does. */
    public TokenReviews(ServiceAccountTokens tokens) {
        this.tokens = tokens;
    }

    /** The review with its status. */
    public ApiObject answer(ApiObject review) {
        String token = review.spec().string("token");
        if (token.isEmpty()) {
            throw ApiException.badRequest("token is required for TokenReview in authentication");
        }
        List<String> asked = review.spec().array("audiences").strings();
        List<String> audiences = asked.isEmpty() ? List.of(ServiceAccountTokens.ISSUER) : asked;
        ServiceAccountClaims claims = tokens.check(token, audiences);
        if (claims == null) {
            return review.withStatus(JsonObject.builder()
                    .put("user", JsonObject.EMPTY)
                    .put("error", "invalid bearer token")
                    .build());
        }
        List<String> meant = new ArrayList<>(claims.audiences());
        meant.retainAll(audiences);
        return review.withStatus(JsonObject.builder()
                .put("authenticated", true)
                .put("user", claims.user().info())
                .put("audiences", JsonArray.ofStrings(meant))
                .build());
    }
}
