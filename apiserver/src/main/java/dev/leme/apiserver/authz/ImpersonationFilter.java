package dev.leme.apiserver.authz;

import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pipeline.RequestContext;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lets a caller act as somebody else ({@code kubectl --as}) who may use the verb {@code impersonate} on that user, each group,
 * the uid and each extra value.
 */
public final class ImpersonationFilter implements Filter {

    private static final String USER = "Impersonate-User";
    private static final String GROUP = "Impersonate-Group";
    private static final String UID = "Impersonate-Uid";
    private static final String EXTRA = "impersonate-extra-";
    private static final String ACCOUNT = "system:serviceaccount:";
    private static final String AUTHENTICATED = "system:authenticated";
    private static final String UNAUTHENTICATED = "system:unauthenticated";

    private final Authorizer authorizer;

    /** Asks {@code authorizer} who may act as whom. */
    public ImpersonationFilter(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException, InterruptedException {
        Exchange exchange = request.exchange();
        String name = exchange.header(USER);
        List<String> groups = exchange.headers(GROUP);
        String uid = exchange.header(UID);
        if (name.isEmpty() && groups.isEmpty() && uid.isEmpty()) {
            next.handle(request);
            return;
        }
        if (name.isEmpty()) {
            throw ApiException.of(
                    Reason.INTERNAL_ERROR, "Internal Server Error: impersonation of groups or a uid without a user");
        }
        Map<String, List<String>> extra = extra(exchange);
        requireAllowed(request.user(), name, groups, uid, extra);
        next.handle(request.as(new User(name, uid, allGroups(name, groups), extra)));
    }

    private static Map<String, List<String>> extra(Exchange exchange) {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        for (String header : exchange.headerNames()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith(EXTRA)) {
                String key =
                        URLDecoder.decode(lower.substring(EXTRA.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
                extra.put(key, exchange.headers(header));
            }
        }
        return extra;
    }

    private void requireAllowed(
            User caller, String name, List<String> groups, String uid, Map<String, List<String>> extra) {
        String[] account =
                name.startsWith(ACCOUNT) ? name.substring(ACCOUNT.length()).split(":", -1) : new String[0];
        if (account.length == 2) {
            require(caller, "", "serviceaccounts", "", account[0], account[1]);
        } else {
            require(caller, "", "users", "", "", name);
        }
        for (String group : groups) {
            require(caller, "", "groups", "", "", group);
        }
        if (!uid.isEmpty()) {
            require(caller, "authentication.k8s.io", "uids", "", "", uid);
        }
        extra.forEach((key, values) ->
                values.forEach(value -> require(caller, "authentication.k8s.io", "userextras", key, "", value)));
    }

    private void require(
            User caller, String group, String resource, String subresource, String namespace, String name) {
        Attributes wish =
                new Attributes(caller, "impersonate", namespace, group, "v1", resource, subresource, name, "");
        Authorizer.Decision decision = authorizer.authorize(wish);
        if (!decision.allowed()) {
            throw Forbidden.of(wish, decision.reason());
        }
    }

    /** A service account is in its groups, and whoever isn't said to be unknown counts as known. */
    private static List<String> allGroups(String name, List<String> asked) {
        List<String> groups = new ArrayList<>(asked);
        String[] account =
                name.startsWith(ACCOUNT) ? name.substring(ACCOUNT.length()).split(":", -1) : new String[0];
        if (groups.isEmpty() && account.length == 2) {
            groups.add("system:serviceaccounts");
            groups.add("system:serviceaccounts:" + account[0]);
        }
        boolean anonymous = name.equals(User.ANONYMOUS.name());
        if (anonymous && !groups.contains(UNAUTHENTICATED)) {
            groups.add(UNAUTHENTICATED);
        } else if (!anonymous && !groups.contains(AUTHENTICATED) && !groups.contains(UNAUTHENTICATED)) {
            groups.add(AUTHENTICATED);
        }
        return List.copyOf(groups);
    }
}
