package dev.leme.apiserver.authz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.auth.AskedExchange;
import dev.leme.apiserver.auth.KnownObjects;
import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.pipeline.RequestPipeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RbacTest {

    private static final User ANN = User.of("ann", "ops");
    private static final User NODE = User.of("system:node:n1", "system:nodes");

    private final KnownObjects objects = new KnownObjects();
    private final RbacAuthorizer rbac = new RbacAuthorizer(objects);
    private final Authorizer authorizer = new UnionAuthorizer(new NodeAuthorizer(objects), rbac);

    @BeforeEach
    void defaults() {
        DefaultRoles.objects().forEach(object -> objects.put(resource(object), object));
    }

    private static Resource resource(ApiObject object) {
        return switch (object.kind()) {
            case "ClusterRole" -> Resources.CLUSTER_ROLES;
            case "Role" -> Resources.ROLES;
            case "ClusterRoleBinding" -> Resources.CLUSTER_ROLE_BINDINGS;
            default -> Resources.ROLE_BINDINGS;
        };
    }

    private void role(String namespace, String name, String rules) {
        String place = namespace.isEmpty() ? "" : ",'namespace':'" + namespace + "'";
        objects.put(
                namespace.isEmpty() ? Resources.CLUSTER_ROLES : Resources.ROLES,
                "{'kind':'Role','metadata':{'name':'" + name + "'" + place + "},'rules':[" + rules + "]}");
    }

    private void bind(String namespace, String role, String subject) {
        String place = namespace.isEmpty() ? "" : ",'namespace':'" + namespace + "'";
        objects.put(
                namespace.isEmpty() ? Resources.CLUSTER_ROLE_BINDINGS : Resources.ROLE_BINDINGS,
                "{'metadata':{'name':'" + role.replace('/', '-') + "'" + place + "},'roleRef':{'kind':'"
                        + (role.startsWith("role/") ? "Role" : "ClusterRole") + "','name':'" + role.replace("role/", "")
                        + "'},'subjects':[" + subject + "]}");
    }

    /** {@code get pods/log.apps in ns named n}, every part but verb and resource optional; a path begins with a slash. */
    private static Attributes wish(User user, String text) {
        String[] words = text.split(" ");
        if (words[1].startsWith("/")) {
            return new Attributes(user, words[0], "", "", "", "", "", "", words[1]);
        }
        String namespace = "";
        String name = "";
        for (int i = 2; i < words.length; i += 2) {
            namespace = words[i].equals("in") ? words[i + 1] : namespace;
            name = words[i].equals("named") ? words[i + 1] : name;
        }
        int dot = words[1].indexOf('.');
        String group = dot < 0 ? "" : words[1].substring(dot + 1);
        String[] resource = (dot < 0 ? words[1] : words[1].substring(0, dot)).split("/");
        return new Attributes(
                user, words[0], namespace, group, "v1", resource[0], resource.length > 1 ? resource[1] : "", name, "");
    }

    private boolean may(User user, String text) {
        return authorizer.authorize(wish(user, text)).allowed();
    }

    @ParameterizedTest
    @CsvSource({
        "get pods in a, true",
        "get pods in b, false",
        "get pods, false",
        "delete pods in a, false",
        "get pods/log in a, true",
        "get pods/exec in a, false",
        "get configmaps in a named one, true",
        "get configmaps in a named two, false",
        "list configmaps in a, false",
        "get deployments.apps/scale in a, false",
        "update deployments/scale.apps in a, true",
        "update statefulsets/scale.apps in a, true",
        "update deployments.apps in a, false",
        "get anything/at-all.example.com in a, true",
        "get /metrics, false",
    })
    void role_inANamespace_allowsItsRulesThere(String text, boolean allowed) {
        role(
                "a",
                "r",
                "{'verbs':['get','list'],'apiGroups':[''],'resources':['pods','pods/log']},"
                        + "{'verbs':['get'],'apiGroups':[''],'resources':['configmaps'],'resourceNames':['one']},"
                        + "{'verbs':['update'],'apiGroups':['*'],'resources':['*/scale']},"
                        + "{'verbs':['*'],'apiGroups':['example.com'],'resources':['*']}");
        bind("a", "role/r", "{'kind':'User','name':'ann'}");

        assertEquals(allowed, may(ANN, text));
    }

    @ParameterizedTest
    @CsvSource({"/healthz, true", "/healthz/ping, false", "/logs/x/y, true", "/log, false", "/, false"})
    void clusterRole_withPaths_allowsThem(String path, boolean allowed) {
        role("", "p", "{'verbs':['get'],'nonResourceURLs':['/logs/*']}");
        bind("", "p", "{'kind':'Group','name':'ops'}");

        assertEquals(allowed, may(ANN, "get " + path));
    }

    @Test
    void serviceAccount_bound_isItsUser() {
        bind("a", "view", "{'kind':'ServiceAccount','name':'web','namespace':'shop'}");

        assertTrue(may(User.of("system:serviceaccount:shop:web", "system:serviceaccounts"), "list pods in a"));
        assertFalse(may(User.of("system:serviceaccount:a:web"), "list pods in a"));
    }

    @Test
    void change_ofARoleOrBinding_countsAtOnce() {
        assertFalse(may(ANN, "list pods in a"));
        bind("a", "view", "{'kind':'User','name':'ann'}");
        assertTrue(may(ANN, "list pods in a"));
        objects.remove(Resources.ROLE_BINDINGS, "a", "view");
        assertFalse(may(ANN, "list pods in a"));
    }

    @Test
    void adminAndEdit_takeTheRulesOfOthersByLabel_alsoOfNewOnes() {
        bind("a", "admin", "{'kind':'User','name':'ann'}");
        assertTrue(may(ANN, "create pods in a"));
        assertTrue(may(ANN, "create rolebindings.rbac.authorization.k8s.io in a"));
        assertFalse(may(ANN, "get widgets.example.com in a"));
        objects.put(
                Resources.CLUSTER_ROLES,
                "{'kind':'ClusterRole','metadata':{'name':'w','labels':{"
                        + "'rbac.authorization.k8s.io/aggregate-to-view':'true'}},"
                        + "'rules':[{'verbs':['get'],'apiGroups':['example.com'],'resources':['widgets']}]}");

        assertTrue(may(ANN, "get widgets.example.com in a"), "through edit and view");
    }

    @ParameterizedTest
    @CsvSource({
        "get /healthz, true",
        "get /livez, true",
        "get /readyz, true",
        "get /version, true",
        "get /api, false",
        "get /metrics, false",
        "list pods in default, false",
        "create selfsubjectaccessreviews.authorization.k8s.io, false",
    })
    void anonymous_getsHealthAndVersionAlone(String text, boolean allowed) {
        assertEquals(allowed, may(User.ANONYMOUS, text));
    }

    @ParameterizedTest
    @CsvSource({
        "get /apis/apps/v1, true",
        "get /openapi/v3, true",
        "create selfsubjectreviews.authentication.k8s.io, true",
        "list pods in default, false",
    })
    void anybodyKnown_getsDiscovery(String text, boolean allowed) {
        assertEquals(allowed, may(ANN, text));
    }

    @Test
    void masters_mayDoEverything_withoutAnyBinding() {
        RbacAuthorizer empty = new RbacAuthorizer(new KnownObjects());

        assertTrue(empty.authorize(wish(User.master("root"), "delete nodes named n1"))
                .allowed());
    }

    @Test
    void decision_saysWhichBindingAllowedItOrWhatIsMissing() {
        bind("", "view", "{'kind':'Group','name':'ops'}");
        assertEquals(
                "RBAC: allowed by ClusterRoleBinding \"view\" of ClusterRole \"view\" to Group \"ops\"",
                rbac.authorize(wish(ANN, "list pods")).reason());
        bind("a", "none", "{'kind':'User','name':'ann'}");
        assertEquals(
                "RBAC: clusterrole.rbac.authorization.k8s.io \"none\" not found",
                rbac.authorize(wish(ANN, "delete pods in a")).reason());
    }

    @Test
    void defaultRoles_areAllThere_andEveryBindingHasItsRole() {
        List<ApiObject> all = DefaultRoles.objects();
        long controllers = all.stream()
                .filter(object -> object.name().startsWith("system:controller:")
                        && object.kind().equals("ClusterRole"))
                .count();
        assertEquals(38, controllers);
        for (ApiObject binding : all) {
            if (binding.kind().endsWith("Binding")) {
                assertNotNull(rbac.rulesOf(binding.namespace(), binding.json().object("roleRef")), binding.name());
            }
        }
        ApiObject edit = all.stream()
                .filter(object -> object.name().equals("edit"))
                .findFirst()
                .orElseThrow();
        assertTrue(edit.json().array("rules").size() > 15);
        assertEquals("true", edit.labels().get("rbac.authorization.k8s.io/aggregate-to-admin"));
    }

    private void pod(String name, String node, String volumes) {
        objects.put(
                Resources.PODS,
                "{'kind':'Pod','metadata':{'name':'" + name
                        + "','namespace':'a'},'spec':{'serviceAccountName':'web','nodeName':'"
                        + node + "','volumes':[" + volumes + "],'containers':[{'name':'c','envFrom':[{'secretRef':"
                        + "{'name':'env-" + name + "'}}]}]}}");
    }

    @ParameterizedTest
    @CsvSource({
        "get secrets in a named mine, true",
        "get secrets in a named env-p1, true",
        "get secrets in a named theirs, false",
        "list secrets in a, false",
        "delete secrets in a named mine, false",
        "get configmaps in a named projected, true",
        "get persistentvolumeclaims in a named data, true",
        "get persistentvolumeclaims in a named other, false",
        "get persistentvolumes named pv1, true",
        "get persistentvolumes named pv2, false",
        "create serviceaccounts/token in a named web, true",
        "create serviceaccounts/token in a named admin, false",
        "update leases.coordination.k8s.io in kube-node-lease named n1, true",
        "update leases.coordination.k8s.io in kube-node-lease named n2, false",
        "update leases.coordination.k8s.io in kube-system named n1, false",
        "list pods, true",
        "patch nodes/status named n1, true",
        "delete nodes named n1, false",
        "create events in a, true",
        "list statefulsets.apps, false",
    })
    void node_getsWhatItsPodsNeed(String text, boolean allowed) {
        pod(
                "p1",
                "n1",
                "{'secret':{'secretName':'mine'}},{'projected':{'sources':[{'configMap':{'name':'projected'}}]}},"
                        + "{'persistentVolumeClaim':{'claimName':'data'}}");
        pod("p2", "n2", "{'secret':{'secretName':'theirs'}},{'persistentVolumeClaim':{'claimName':'other'}}");
        objects.put(
                Resources.PERSISTENT_VOLUMES,
                "{'metadata':{'name':'pv1'},'spec':{'claimRef':{'namespace':'a','name':'data'}}}");
        objects.put(
                Resources.PERSISTENT_VOLUMES,
                "{'metadata':{'name':'pv2'},'spec':{'claimRef':{'namespace':'a','name':'other'}}}");

        assertEquals(allowed, may(NODE, text));
    }

    private String refused(User user, String method, String target) {
        RequestPipeline pipeline = new RequestPipeline(
                List.of(new AuthorizationFilter(authorizer), (RequestContext context, Filter.Next next) -> {}));
        ApiException refused =
                assertThrows(ApiException.class, () -> pipeline.handle(new AskedExchange(method, target), user));
        assertEquals(403, refused.code());
        return String.valueOf(refused.getMessage());
    }

    @Test
    void refusals_areInUpstreamsWords() {
        User u = User.of("u");
        assertEquals(
                "pods is forbidden: User \"u\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"",
                refused(u, "GET", "/api/v1/namespaces/default/pods"));
        assertEquals(
                "nodes is forbidden: User \"u\" cannot list resource \"nodes\" in API group \"\" at the cluster scope",
                refused(u, "GET", "/api/v1/nodes"));
        assertEquals(
                "deployments.apps \"d\" is forbidden: User \"u\" cannot update resource \"deployments/scale\" in API group "
                        + "\"apps\" in the namespace \"x\"",
                refused(u, "PUT", "/apis/apps/v1/namespaces/x/deployments/d/scale"));
        assertEquals("forbidden: User \"u\" cannot get path \"/metrics\"", refused(u, "GET", "/metrics"));
    }

    @Test
    void listOfOneName_isAllowedByARoleWithThatName() throws Exception {
        role("a", "r", "{'verbs':['list','watch'],'apiGroups':[''],'resources':['secrets'],'resourceNames':['s']}");
        bind("a", "role/r", "{'kind':'User','name':'ann'}");
        List<String> passed = new ArrayList<>();
        RequestPipeline pipeline = new RequestPipeline(List.of(
                new AuthorizationFilter(authorizer),
                (RequestContext context, Filter.Next next) ->
                        passed.add(context.info().verb())));
        pipeline.handle(
                new AskedExchange("GET", "/api/v1/namespaces/a/secrets?watch=1&fieldSelector=metadata.name%3Ds"), ANN);

        assertEquals(List.of("watch"), passed);
        refused(ANN, "GET", "/api/v1/namespaces/a/secrets?fieldSelector=metadata.name%3Dt");
    }

    @Test
    void impersonation_isAllowedByItsVerb() throws Exception {
        role("", "as", "{'verbs':['impersonate'],'apiGroups':[''],'resources':['users'],'resourceNames':['bob']}");
        bind("", "as", "{'kind':'User','name':'ann'}");
        List<User> seen = new ArrayList<>();
        RequestPipeline pipeline = new RequestPipeline(List.of(
                new ImpersonationFilter(authorizer),
                (RequestContext context, Filter.Next next) -> seen.add(context.user())));
        pipeline.handle(new AskedExchange("GET", "/api").with("Impersonate-User", "bob"), ANN);
        pipeline.handle(
                new AskedExchange("GET", "/api")
                        .with("Impersonate-User", "system:serviceaccount:a:web")
                        .with("Impersonate-Extra-Scopes", "view", "edit"),
                User.master("root"));

        assertEquals(List.of("system:authenticated"), seen.get(0).groups());
        assertTrue(seen.get(1).isIn("system:serviceaccounts:a"));
        assertEquals(List.of("view", "edit"), seen.get(1).extra().get("scopes"));
        ApiException refused = assertThrows(
                ApiException.class,
                () -> pipeline.handle(new AskedExchange("GET", "/api").with("Impersonate-User", "eve"), ANN));
        assertEquals(
                "users \"eve\" is forbidden: User \"ann\" cannot impersonate resource \"users\" in API group \"\" at the "
                        + "cluster scope",
                refused.getMessage());
    }

    private String escalation(User user, Resource resource, String namespace, String json) {
        RbacEscalation check = new RbacEscalation(rbac, authorizer);
        ApiException refused = assertThrows(
                ApiException.class, () -> check.check(user, resource, namespace, KnownObjects.object(json), null));
        return String.valueOf(refused.getMessage());
    }

    @Test
    void role_withMoreThanItsWriterHas_isRefused() {
        bind("a", "admin", "{'kind':'User','name':'ann'}");
        RbacEscalation check = new RbacEscalation(rbac, authorizer);
        check.check(
                ANN,
                Resources.ROLES,
                "a",
                KnownObjects.object(
                        "{'metadata':{'name':'r'},'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['pods']}]}"),
                null);

        assertEquals(
                "roles.rbac.authorization.k8s.io \"r\" is forbidden: user \"ann\" (groups=[\"ops\" \"system:authenticated\"]) is "
                        + "attempting to grant RBAC permissions not currently held:\n"
                        + "{APIGroups:[\"\"], Resources:[\"nodes\"], Verbs:[\"get\" \"list\"]}\n"
                        + "{NonResourceURLs:[\"/metrics\"], Verbs:[\"get\"]}",
                escalation(
                        ANN,
                        Resources.ROLES,
                        "a",
                        "{'metadata':{'name':'r'},'rules':[{'verbs':['get','list'],'apiGroups':[''],'resources':['pods','nodes']},"
                                + "{'verbs':['get'],'nonResourceURLs':['/metrics']}]}"));
    }

    @Test
    void role_thatItsWriterMayEscalate_passes() {
        role("", "e", "{'verbs':['escalate'],'apiGroups':['rbac.authorization.k8s.io'],'resources':['clusterroles']}");
        bind("", "e", "{'kind':'User','name':'ann'}");

        new RbacEscalation(rbac, authorizer)
                .check(
                        ANN,
                        Resources.CLUSTER_ROLES,
                        "",
                        KnownObjects.object(
                                "{'metadata':{'name':'r'},'rules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}]}"),
                        null);
    }

    @Test
    void binding_ofARoleThatItsWriterLacks_isRefused_unlessItMayBind() {
        String binding =
                "{'metadata':{'name':'b','namespace':'a'},'roleRef':{'kind':'ClusterRole','name':'view'},'subjects':[]}";
        assertTrue(escalation(ANN, Resources.ROLE_BINDINGS, "a", binding)
                .startsWith("rolebindings.rbac.authorization.k8s.io \"b\" is forbidden: user \"ann\""));
        assertEquals(
                "clusterroles.rbac.authorization.k8s.io \"none\" not found",
                escalation(ANN, Resources.ROLE_BINDINGS, "a", binding.replace("view", "none")));
        role("", "e", "{'verbs':['bind'],'apiGroups':['*'],'resources':['clusterroles'],'resourceNames':['view']}");
        bind("", "e", "{'kind':'User','name':'ann'}");

        new RbacEscalation(rbac, authorizer)
                .check(ANN, Resources.ROLE_BINDINGS, "a", KnownObjects.object(binding), null);
    }

    @Test
    void reviews_answerWhatTheAuthorizerSays() {
        bind("a", "view", "{'kind':'User','name':'ann'}");
        AccessReviews reviews = new AccessReviews(authorizer, rbac);
        ApiObject question = KnownObjects.object(
                "{'spec':{'resourceAttributes':{'verb':'list','resource':'pods','namespace':'a'}}}");
        assertTrue(reviews.selfSubjectAccessReview(ANN, question).status().bool("allowed"));
        assertFalse(
                reviews.selfSubjectAccessReview(User.of("u"), question).status().bool("allowed"));
        ApiObject other = KnownObjects.object(
                "{'spec':{'user':'ann','resourceAttributes':{'verb':'list','resource':'pods','namespace':'a'}}}");
        assertTrue(reviews.subjectAccessReview(other).status().bool("allowed"));
        assertTrue(reviews.localSubjectAccessReview("a", other).status().bool("allowed"));
        assertThrows(ApiException.class, () -> reviews.localSubjectAccessReview("b", other));
        assertThrows(ApiException.class, () -> reviews.subjectAccessReview(question));
        JsonObject rules = reviews.selfSubjectRulesReview(ANN, KnownObjects.object("{'spec':{'namespace':'a'}}"))
                .status();
        assertTrue(rules.array("resourceRules").toString().contains("\"pods/log\""));
        assertTrue(rules.array("nonResourceRules").toString().contains("/version/"));
        assertEquals(
                "{\"userInfo\":{\"username\":\"ann\",\"groups\":[\"ops\",\"system:authenticated\"]}}",
                reviews.selfSubjectReview(ANN, KnownObjects.object("{}"))
                        .status()
                        .toString());
    }
}
