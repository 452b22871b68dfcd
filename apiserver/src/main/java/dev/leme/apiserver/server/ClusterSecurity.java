package dev.leme.apiserver.server;

import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.admission.NodeRestriction;
import dev.leme.apiserver.admission.RoleEscalation;
import dev.leme.apiserver.auth.AuthenticationFilter;
import dev.leme.apiserver.auth.IssuerDocuments;
import dev.leme.apiserver.auth.ServiceAccountTokens;
import dev.leme.apiserver.auth.TokenRequests;
import dev.leme.apiserver.auth.TokenReviews;
import dev.leme.apiserver.auth.X509Authenticator;
import dev.leme.apiserver.authz.AccessReviews;
import dev.leme.apiserver.authz.AuthorizationFilter;
import dev.leme.apiserver.authz.Authorizer;
import dev.leme.apiserver.authz.ImpersonationFilter;
import dev.leme.apiserver.authz.NodeAuthorizer;
import dev.leme.apiserver.authz.RbacAuthorizer;
import dev.leme.apiserver.authz.RbacEscalation;
import dev.leme.apiserver.authz.UnionAuthorizer;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.rest.CreationCheck;
import dev.leme.apiserver.rest.Subresources;
import dev.leme.apiserver.storage.Admission;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.base.time.Clock;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;

/** The security of a cluster: its own certificates and tokens, nodes by what runs on them, everybody else by roles. */
public final class ClusterSecurity implements Security {

    private static final Resource TOKEN_REQUEST =
            new Resource("authentication.k8s.io", "v1", "tokenrequests", "TokenRequest", true);

    private final ServiceAccountTokens tokens;
    private final X509Authenticator certificates;
    private final RbacAuthorizer rbac;
    private final Authorizer authorizer;
    private final TokenRequests tokenRequests;

    /** Believes certificates of {@code authority} and tokens signed by {@code accountKeys}. */
    public ClusterSecurity(ObjectReader objects, X509Certificate authority, KeyPair accountKeys, Clock clock) {
        this.tokens = new ServiceAccountTokens(accountKeys, objects, clock);
        this.certificates = new X509Authenticator(List.of(authority), clock);
        this.rbac = new RbacAuthorizer(objects);
        this.authorizer = new UnionAuthorizer(new NodeAuthorizer(objects), rbac);
        this.tokenRequests = new TokenRequests(tokens, objects, clock);
    }

    @Override
    public List<Filter> authentication() {
        return List.of(new AuthenticationFilter(List.of(tokens, certificates)));
    }

    @Override
    public List<Filter> authorization() {
        return List.of(
                new ImpersonationFilter(authorizer), new AuthorizationFilter(authorizer), new IssuerDocuments(tokens));
    }

    @Override
    public CreationCheck creation() {
        return new AuthorizationFilter(authorizer)::requireCreate;
    }

    @Override
    public List<Admission.Plugin> admission() {
        return List.of(new NodeRestriction(), new RoleEscalation(new RbacEscalation(rbac, authorizer)));
    }

    @Override
    public Subresources subresources(Subresources subresources) {
        AccessReviews reviews = new AccessReviews(authorizer, rbac);
        TokenReviews tokenReviews = new TokenReviews(tokens);
        return subresources
                .asking(Resources.SUBJECT_ACCESS_REVIEWS, (request, review) -> reviews.subjectAccessReview(review))
                .asking(
                        Resources.SELF_SUBJECT_ACCESS_REVIEWS,
                        (request, review) -> reviews.selfSubjectAccessReview(request.user(), review))
                .asking(
                        Resources.LOCAL_SUBJECT_ACCESS_REVIEWS,
                        (request, review) ->
                                reviews.localSubjectAccessReview(request.info().namespace(), review))
                .asking(
                        Resources.SELF_SUBJECT_RULES_REVIEWS,
                        (request, review) -> reviews.selfSubjectRulesReview(request.user(), review))
                .asking(
                        Resources.SELF_SUBJECT_REVIEWS,
                        (request, review) -> reviews.selfSubjectReview(request.user(), review))
                .asking(Resources.TOKEN_REVIEWS, (request, review) -> tokenReviews.answer(review))
                .with(
                        Resources.SERVICE_ACCOUNTS,
                        "token",
                        (request, accounts, body) -> body.answer(
                                201,
                                tokenRequests.answer(
                                        request.info().namespace(),
                                        request.info().name(),
                                        body.read(TOKEN_REQUEST))));
    }
}
