package dev.leme.apiserver.authz;

import java.util.ArrayList;
import java.util.List;

/** Asks several; the first that allows or denies decides. */
public final class UnionAuthorizer implements Authorizer {

    private final List<Authorizer> authorizers;

    /** Asks these, in this order. */
    public UnionAuthorizer(Authorizer... authorizers) {
        this.authorizers = List.of(authorizers);
    }

    @Override
    public Decision authorize(Attributes wish) {
        List<String> reasons = new ArrayList<>(2);
        for (Authorizer authorizer : authorizers) {
            Decision decision = authorizer.authorize(wish);
            if (decision.allowed() || decision.denied()) {
                return decision;
            }
            if (!decision.reason().isEmpty()) {
                reasons.add(decision.reason());
            }
        }
        return Decision.noOpinion(String.join("\n", reasons));
    }
}
