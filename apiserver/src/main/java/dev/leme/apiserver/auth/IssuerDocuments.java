package dev.leme.apiserver.auth;

import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pipeline.RequestContext;
import java.io.IOException;

/** What others need to check service accounts' tokens by themselves (OpenID Connect Discovery 1.0). */
public final class IssuerDocuments implements Filter {

    private final ServiceAccountTokens tokens;

    /** Tells of {@code tokens}. */
    public IssuerDocuments(ServiceAccountTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException, InterruptedException {
        Exchange exchange = request.exchange();
        switch (request.info().path()) {
            case "/openid/v1/jwks" -> exchange.respond(200, "application/jwk-set+json", tokens.webKeys());
            case "/.well-known/openid-configuration" ->
                exchange.respond(
                        200, "application/json", tokens.openIdConfiguration("https://" + exchange.header("Host")));
            default -> next.handle(request);
        }
    }
}
