package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.http.local.LocalWatch;
import dev.leme.apiserver.server.TestApi.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiServerTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final TestApi api = new TestApi();

    @AfterEach
    void close() {
        api.close();
    }

    private Reply makeMap(String name) {
        return api.post(
                MAPS,
                "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"n\":\"" + name
                        + "\"}},\"data\":{\"k\":\"v\"}}");
    }

    @Test
    void create_thenGet_givesTheSameObjectWithTheServersMetadata() {
        Reply made = makeMap("a");
        assertEquals(201, made.status());
        ApiObject object = api.get(MAPS + "/a").object();
        assertEquals(made.object(), object);
        assertEquals("ConfigMap", object.kind());
        assertEquals("default", object.namespace());
        assertFalse(object.uid().isEmpty());
        assertTrue(Long.parseLong(object.resourceVersion()) > 1);
    }

    @Test
    void create_existingName_conflicts() {
        makeMap("a");
        Reply again = makeMap("a");
        assertEquals(409, again.status());
        assertEquals("AlreadyExists", again.json().string("reason"));
        assertEquals("configmaps \"a\" already exists", again.json().string("message"));
    }

    @Test
    void create_generateName_addsFiveCharacters() {
        Reply made = api.post(MAPS, "{\"metadata\":{\"generateName\":\"web-\"}}");
        assertTrue(made.object().name().matches("web-[a-z0-9]{5}"), made.text());
    }

    @Test
    void create_inMissingNamespace_isNotFound() {
        Reply refused = api.post("/api/v1/namespaces/nowhere/configmaps", "{\"metadata\":{\"name\":\"a\"}}");
        assertEquals(404, refused.status());
        assertEquals("namespaces \"nowhere\" not found", refused.json().string("message"));
    }

    @Test
    void create_dryRun_answersButKeepsNothing() {
        Reply made = api.send("POST", MAPS, "dryRun=All", Map.of(), "{\"metadata\":{\"name\":\"a\"}}");
        assertEquals(201, made.status());
        assertEquals(404, api.get(MAPS + "/a").status());
    }

    @Test
    void create_unknownAndDuplicateFields_strictRefusesWarnTellsIgnoreIsSilent() {
        String body = "{\"metadata\":{\"name\":\"NAME\"},\"foo\":1,\"data\":{\"a\":\"1\",\"a\":\"2\"}}";
        Reply strict = api.send("POST", MAPS, "fieldValidation=Strict", Map.of(), body);
        assertEquals(400, strict.status());
        assertEquals(
                "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: "
                        + "unknown field \"foo\", duplicate field \"data.a\"",
                strict.json().string("message"));
        Reply warned = api.send("POST", MAPS, "fieldValidation=Warn", Map.of(), body.replace("NAME", "warned"));
        assertEquals(201, warned.status());
        assertTrue(
                warned.headers().getOrDefault("warning", "").contains("unknown field \\\"foo\\\""),
                warned.headers().toString());
        assertFalse(warned.json().has("foo"));
        Reply ignored = api.send("POST", MAPS, "fieldValidation=Ignore", Map.of(), body.replace("NAME", "ignored"));
        assertEquals(201, ignored.status());
        assertFalse(ignored.headers().containsKey("warning"));
    }

    @Test
    void create_unknownFieldOfTheMetadata_strictRefuses() {
        String body = "{\"metadata\":{\"name\":\"m\",\"foo\":\"bar\"}}";
        Reply strict = api.send("POST", MAPS, "fieldValidation=Strict", Map.of(), body);
        assertEquals(400, strict.status());
        assertTrue(
                strict.json().string("message").endsWith("strict decoding error: unknown field \"metadata.foo\""),
                strict.text());
    }

    @Test
    void body_overThreeMebibytes_isTooLarge() {
        Reply refused = api.post(MAPS, "{\"data\":\"" + "x".repeat(3 * 1024 * 1024) + "\"}");
        assertEquals(413, refused.status());
        assertEquals("RequestEntityTooLarge", refused.json().string("reason"));
    }

    @Test
    void body_ofUnknownMediaType_isUnsupported() {
        Reply refused = api.send("POST", MAPS, "", Map.of("Content-Type", "text/csv"), "a,b");
        assertEquals(415, refused.status());
    }

    @Test
    void body_thatIsNoJson_isABadRequest() {
        assertEquals(400, api.post(MAPS, "{\"metadata\":").status());
        assertEquals(400, api.post(MAPS, "").status());
        assertEquals(400, api.post(MAPS, "[]").status());
    }

    @Test
    void update_withAnOlderVersion_isStale() {
        ApiObject first = makeMap("a").object();
        Reply second = api.put(
                MAPS + "/a",
                first.with("data", JsonObject.EMPTY.with("k", "w")).json().toString());
        assertEquals(200, second.status());
        assertNotEquals(first.resourceVersion(), second.object().resourceVersion());
        Reply stale = api.put(MAPS + "/a", first.json().toString());
        assertEquals(409, stale.status());
        assertEquals(
                "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; "
                        + "please apply your changes to the latest version and try again",
                stale.json().string("message"));
    }

    @Test
    void update_thatLeavesTheNamespaceToThePath_keepsIt() {
        makeMap("a");
        Reply changed = api.put(MAPS + "/a", "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"other\"}}");
        assertEquals(200, changed.status(), changed.text());
        assertEquals("default", changed.object().namespace());
        assertEquals("default", api.get(MAPS + "/a").object().namespace());
    }

    @Test
    void update_withoutChange_keepsTheVersion() {
        ApiObject first = makeMap("a").object();
        Reply same = api.put(MAPS + "/a", first.json().toString());
        assertEquals(first.resourceVersion(), same.object().resourceVersion());
    }

    @Test
    void patches_ofThreeKinds_changeTheObject() {
        makeMap("a");
        api.patch(MAPS + "/a", "merge-patch+json", "{\"data\":{\"k\":null,\"m\":\"1\"}}");
        api.patch(MAPS + "/a", "json-patch+json", "[{\"op\":\"add\",\"path\":\"/data/j\",\"value\":\"2\"}]");
        Reply last = api.patch(MAPS + "/a", "strategic-merge-patch+json", "{\"data\":{\"s\":\"3\"}}");
        assertEquals(200, last.status(), last.text());
        assertEquals(
                Map.of("m", "1", "j", "2", "s", "3"), last.json().object("data").strings());
    }

    @Test
    void delete_withoutFinalizers_removesAndTellsWhat() {
        ApiObject made = makeMap("a").object();
        Reply deleted = api.delete(MAPS + "/a", "");
        assertEquals("Success", deleted.json().string("status"));
        assertEquals(made.uid(), deleted.json().object("details").string("uid"));
        assertEquals(404, api.get(MAPS + "/a").status());
    }

    @Test
    void delete_withFinalizer_marksAndGoesWhenItIsTakenOff() {
        api.post(MAPS, "{\"metadata\":{\"name\":\"a\",\"finalizers\":[\"x.io/hold\"]}}");
        Reply marked = api.delete(MAPS + "/a", "");
        assertTrue(marked.object().isDeleting(), marked.text());
        assertEquals(200, api.get(MAPS + "/a").status());
        api.patch(MAPS + "/a", "merge-patch+json", "{\"metadata\":{\"finalizers\":null}}");
        assertEquals(404, api.get(MAPS + "/a").status());
    }

    @Test
    void delete_foreground_addsTheCollectorsFinalizer() {
        makeMap("a");
        Reply marked = api.delete(MAPS + "/a", "{\"propagationPolicy\":\"Foreground\"}");
        assertEquals(List.of("foregroundDeletion"), marked.object().finalizers());
    }

    @Test
    void delete_withAnotherUid_conflicts() {
        makeMap("a");
        assertEquals(
                409,
                api.delete(MAPS + "/a", "{\"preconditions\":{\"uid\":\"other\"}}")
                        .status());
        assertEquals(200, api.get(MAPS + "/a").status());
    }

    @Test
    void deleteCollection_bySelector_leavesTheRest() {
        makeMap("a");
        makeMap("b");
        Reply gone = api.send("DELETE", MAPS, "labelSelector=n%3Da", Map.of(), "");
        assertEquals(200, gone.status());
        assertEquals(List.of("b"), names(api.get(MAPS)));
    }

    private static List<String> names(Reply list) {
        return list.json().array("items").objects().stream()
                .map(item -> item.object("metadata").string("name"))
                .toList();
    }

    @Test
    void list_withLimit_goesOnAtTheSameRevisionWhateverIsWrittenMeanwhile() {
        for (int i = 0; i < 7; i++) {
            makeMap("m" + i);
        }
        Reply page = api.get(MAPS, "limit=3");
        String revision = page.json().object("metadata").string("resourceVersion");
        assertEquals(4, page.json().object("metadata").number("remainingItemCount", 0));
        List<String> all = new ArrayList<>(names(page));
        makeMap("m1a");
        api.delete(MAPS + "/m6", "");
        while (page.json().object("metadata").has("continue")) {
            page = api.get(
                    MAPS, "limit=3&continue=" + page.json().object("metadata").string("continue"));
            assertEquals(revision, page.json().object("metadata").string("resourceVersion"));
            all.addAll(names(page));
        }
        assertEquals(List.of("m0", "m1", "m2", "m3", "m4", "m5", "m6"), all);
    }

    @Test
    void list_whoseBeginningIsForgotten_isExpiredWithATokenForTheRest() {
        for (int i = 0; i < 5; i++) {
            makeMap("m" + i);
        }
        Reply page = api.get(MAPS, "limit=2");
        String token = page.json().object("metadata").string("continue");
        makeMap("m5");
        api.store.compact(api.store.revision());

        Reply expired = api.get(MAPS, "limit=2&continue=" + token);
        assertEquals(410, expired.status());
        assertEquals("Expired", expired.json().string("reason"));
        String rest = expired.json().object("metadata").string("continue");
        assertEquals(List.of("m2", "m3", "m4", "m5"), names(api.get(MAPS, "continue=" + rest)));
    }

    @Test
    void list_ofANamespace_hasNothingOfItsNeighbours() {
        for (String namespace : List.of("defaul", "default-1", "default0")) {
            api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
            api.post("/api/v1/namespaces/" + namespace + "/configmaps", "{\"metadata\":{\"name\":\"x\"}}");
        }
        makeMap("a");
        makeMap("b");
        assertEquals(List.of("a", "b"), names(api.get(MAPS)));
        Reply page = api.get("/api/v1/configmaps", "limit=2");
        assertEquals(List.of("x", "x"), names(page));
        assertEquals(3, page.json().object("metadata").number("remainingItemCount", 0));
        Reply last = api.get(MAPS, "limit=2");
        assertEquals(List.of("a", "b"), names(last));
        assertFalse(last.json().object("metadata").has("continue"));
    }

    @Test
    void review_wantedAsATableOnly_isNotAcceptable() {
        String review = "{\"spec\":{\"nonResourceAttributes\":{\"path\":\"/\",\"verb\":\"get\"}}}";
        Reply refused = api.send(
                "POST",
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "",
                Map.of("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"),
                review);
        assertEquals(406, refused.status());
        assertEquals("NotAcceptable", refused.json().string("reason"));
    }

    @Test
    void list_bySelectors_findsWhatMatches() {
        makeMap("a");
        makeMap("b");
        assertEquals(List.of("b"), names(api.get(MAPS, "labelSelector=n+in+(b,c)")));
        assertEquals(List.of("a"), names(api.get(MAPS, "fieldSelector=metadata.name%3Da")));
        assertEquals(400, api.get(MAPS, "fieldSelector=spec.foo%3Da").status());
    }

    @Test
    void list_ofTypedKind_hasItemsWithoutKind() {
        makeMap("a");
        JsonObject list = api.get(MAPS).json();
        assertEquals("ConfigMapList", list.string("kind"));
        assertFalse(list.array("items").objects().getFirst().has("kind"));
    }

    @Test
    void list_asTable_hasColumnsAndRows() {
        makeMap("a");
        JsonObject table = api.send(
                        "GET", MAPS, "", Map.of("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"), "")
                .json();
        assertEquals("Table", table.string("kind"));
        assertEquals(
                "Name", table.array("columnDefinitions").objects().getFirst().string("name"));
        assertEquals(1, table.array("rows").size());
    }

    private static @Nullable String next(LocalWatch watch) throws InterruptedException {
        LocalWatch.Event event = watch.next();
        return event == null ? null : event.type() + " " + event.object().name();
    }

    @Test
    void watch_fromARevision_seesEveryLaterChangeOnce() throws InterruptedException {
        String revision = makeMap("a").object().resourceVersion();
        makeMap("b");
        LocalWatch watch = api.watch(MAPS, "resourceVersion=" + revision);
        assertEquals("ADDED b", next(watch));
        api.patch(MAPS + "/a", "merge-patch+json", "{\"data\":{\"x\":\"y\"}}");
        assertEquals("MODIFIED a", next(watch));
        api.delete(MAPS + "/b", "");
        assertEquals("DELETED b", next(watch));
        watch.end();
    }

    @Test
    void watches_begunAtAnyMomentWhileManyWrite_tellTheSameInTheSameOrder() throws InterruptedException {
        String revision = makeMap("first").object().resourceVersion();
        LocalWatch early = api.watch(MAPS, "resourceVersion=" + revision);
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 24; writer++) {
                String name = "m" + writer;
                writers.execute(() -> {
                    makeMap(name);
                    api.patch(MAPS + "/" + name, "merge-patch+json", "{\"data\":{\"x\":\"y\"}}");
                    api.delete(MAPS + "/" + name, "");
                });
            }
            LocalWatch late = api.watch(MAPS, "resourceVersion=" + revision);
            List<ApiObject> seen = take(early, 72);
            assertEquals(versions(seen), versions(take(late, 72)));
            LocalWatch resumed =
                    api.watch(MAPS, "resourceVersion=" + seen.get(29).resourceVersion());
            assertEquals(versions(seen).subList(30, 72), versions(take(resumed, 42)));
            List.of(early, late, resumed).forEach(LocalWatch::end);
        }
    }

    private static List<ApiObject> take(LocalWatch watch, int events) throws InterruptedException {
        List<ApiObject> taken = new ArrayList<>();
        while (taken.size() < events) {
            taken.add(Objects.requireNonNull(watch.next()).object());
        }
        return taken;
    }

    private static List<String> versions(List<ApiObject> objects) {
        return objects.stream()
                .map(object -> object.name() + " " + object.resourceVersion())
                .toList();
    }

    @Test
    void watch_bySelector_turnsLeavingIntoADeletion() throws InterruptedException {
        String revision = makeMap("a").object().resourceVersion();
        LocalWatch watch = api.watch(MAPS, "labelSelector=n%3Da&resourceVersion=" + revision);
        api.patch(MAPS + "/a", "merge-patch+json", "{\"metadata\":{\"labels\":{\"n\":\"other\"}}}");
        assertEquals("DELETED a", next(watch));
        api.patch(MAPS + "/a", "merge-patch+json", "{\"metadata\":{\"labels\":{\"n\":\"a\"}}}");
        assertEquals("ADDED a", next(watch));
        watch.end();
    }

    @Test
    void watch_withInitialEvents_endsThemWithABookmark() throws InterruptedException {
        makeMap("a");
        LocalWatch watch =
                api.watch(MAPS, "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        assertEquals("ADDED a", next(watch));
        LocalWatch.Event bookmark = watch.next();
        assertEquals("BOOKMARK", bookmark == null ? "" : bookmark.type());
        assertEquals(
                "true", bookmark == null ? "" : bookmark.object().annotations().get("k8s.io/initial-events-end"));
        watch.end();
    }

    @Test
    void service_withoutAddress_getsOneThatIsFreedWithIt() {
        String services = "/api/v1/namespaces/default/services";
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Reply made =
                    api.post(services, "{\"metadata\":{\"name\":\"s" + i + "\"},\"spec\":{\"ports\":[{\"port\":80}]}}");
            assertEquals(201, made.status(), made.text());
            addresses.add(made.object().spec().string("clusterIP"));
        }
        assertEquals(20, addresses.size());
        String taken = addresses.iterator().next();
        String fixed = "{\"metadata\":{\"name\":\"fixed\"},\"spec\":{\"clusterIP\":\"" + taken
                + "\",\"ports\":[{\"port\":80}]}}";
        assertEquals(422, api.post(services, fixed).status());
        for (int i = 0; i < 20; i++) {
            api.delete(services + "/s" + i, "");
        }
        Reply now = api.post(services, fixed);
        assertEquals(201, now.status(), now.text());
    }

    @Test
    void pod_created_getsAccountTolerationsAndPriority() {
        Reply made = api.post(
                "/api/v1/namespaces/default/pods",
                "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]}}");
        assertEquals(201, made.status(), made.text());
        JsonObject spec = made.object().spec();
        assertEquals("default", spec.string("serviceAccountName"));
        assertEquals(2, spec.array("tolerations").size());
        assertEquals(0, spec.number("priority", -1));
        assertEquals("Always", spec.array("containers").objects().getFirst().string("imagePullPolicy"));
        assertEquals("Pending", made.object().status().string("phase"));
    }

    @Test
    void pod_bound_hasItsNodeOnceAndForAll() {
        String pods = "/api/v1/namespaces/default/pods";
        api.post(
                pods,
                "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]}}");
        String binding = "{\"metadata\":{\"name\":\"p\"},\"target\":{\"kind\":\"Node\",\"name\":\"n1\"}}";
        assertEquals(201, api.post(pods + "/p/binding", binding).status());
        assertEquals("n1", api.get(pods + "/p").object().spec().string("nodeName"));
        Reply again = api.post(pods + "/p/binding", binding);
        assertEquals(409, again.status());
        Reply marked = api.delete(pods + "/p", "");
        assertEquals(30, marked.object().metadata().number("deletionGracePeriodSeconds", 0));
        assertEquals(200, api.delete(pods + "/p", "{\"gracePeriodSeconds\":0}").status());
        assertEquals(404, api.get(pods + "/p").status());
    }

    @Test
    void statefulSet_scaledThroughScale_countsTheGeneration() {
        String sets = "/apis/apps/v1/namespaces/default/statefulsets";
        Reply made = api.post(
                sets,
                "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"serviceName\":\"s\",\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                        + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}");
        assertEquals(201, made.status(), made.text());
        assertEquals(1, made.object().generation());
        Reply scaled = api.patch(sets + "/s/scale", "merge-patch+json", "{\"spec\":{\"replicas\":5}}");
        assertEquals(5, scaled.object().spec().number("replicas", 0), scaled.text());
        assertEquals("a=b", scaled.object().status().string("selector"));
        ApiObject set = api.get(sets + "/s").object();
        assertEquals(5, set.spec().number("replicas", 0));
        assertEquals(2, set.generation());
        Reply status = api.put(
                sets + "/s/status",
                set.withStatus(JsonObject.EMPTY.with("replicas", 3))
                        .with("spec", JsonObject.EMPTY)
                        .json()
                        .toString());
        assertEquals(200, status.status(), status.text());
        assertEquals(5, status.object().spec().number("replicas", 0));
        assertEquals(3, status.object().status().number("replicas", 0));
        assertEquals(2, status.object().generation());
    }

    @Test
    void hints_areForKubectlAlone() {
        String sets = "/apis/apps/v1/namespaces/default/statefulsets";
        String body =
                "{\"metadata\":{\"name\":\"nginx\"},\"spec\":{\"serviceName\":\"nginx\",\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                        + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}";
        Map<String, String> kubectl = Map.of("User-Agent", "kubectl/v1.32.0 (linux/amd64)");
        Reply told = api.send("POST", sets, "dryRun=All", kubectl, body);
        assertTrue(
                told.headers().getOrDefault("warning", "").contains("does not exist yet"),
                told.headers().toString());
        assertFalse(
                api.send("POST", sets, "dryRun=All", Map.of(), body).headers().containsKey("warning"));
        api.post(
                "/api/v1/namespaces/default/persistentvolumeclaims",
                "{\"metadata\":{\"name\":\"www-nginx-0\"},\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}}");
        Reply missing = api.send("DELETE", "/api/v1/namespaces/default/persistentvolumeclaims/www-0", "", kubectl, "");
        assertEquals(404, missing.status());
        assertTrue(
                missing.headers().getOrDefault("warning", "").contains("www-nginx-0"),
                missing.headers().toString());
    }

    @Test
    void namespace_deleted_staysUntilItIsFinalizedAndTakesNothingNew() {
        api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"n\"}}");
        Reply marked = api.delete("/api/v1/namespaces/n", "");
        assertEquals("Terminating", marked.object().status().string("phase"));
        Reply refused = api.post("/api/v1/namespaces/n/configmaps", "{\"metadata\":{\"name\":\"a\"}}");
        assertEquals(403, refused.status());
        api.put(
                "/api/v1/namespaces/n/finalize",
                marked.object()
                        .with("spec", JsonObject.EMPTY)
                        .withMetadata(m -> m.without("resourceVersion"))
                        .json()
                        .toString());
        assertEquals(404, api.get("/api/v1/namespaces/n").status());
        assertEquals(403, api.delete("/api/v1/namespaces/default", "").status());
    }

    @Test
    void unknownPaths_areNotFoundAndWrongVerbsNotAllowed() {
        assertEquals(404, api.get("/apis/foo/v1/bars").status());
        assertEquals(404, api.get("/nothing").status());
        assertEquals(405, api.put(MAPS, "{}").status());
        assertEquals("ok", api.get("/livez").text());
    }

    @Test
    void event_ofEitherGroup_isTheSameEventInBoth() {
        Reply made = api.post(
                "/apis/events.k8s.io/v1/namespaces/default/events",
                "{\"metadata\":{\"name\":\"e\"},\"eventTime\":\"2026-01-01T00:00:00.000000Z\",\"reportingController\":\"x.io/y\","
                        + "\"reportingInstance\":\"y-1\",\"action\":\"Do\",\"reason\":\"Done\",\"type\":\"Normal\",\"note\":\"words\","
                        + "\"regarding\":{\"kind\":\"Pod\",\"namespace\":\"default\",\"name\":\"p\"}}");
        assertEquals(201, made.status(), made.text());
        assertEquals("words", made.json().string("note"));
        JsonObject core = api.get("/api/v1/namespaces/default/events/e").json();
        assertEquals("words", core.string("message"));
        assertEquals("p", core.object("involvedObject").string("name"));
        assertEquals("v1", core.string("apiVersion"));
        String query = "fieldSelector=regarding.name%3Dp";
        assertEquals(
                1,
                api.get("/apis/events.k8s.io/v1/namespaces/default/events", query)
                        .json()
                        .array("items")
                        .size());
        JsonObject list =
                api.get("/apis/events.k8s.io/v1/namespaces/default/events").json();
        assertEquals("words", list.array("items").objects().getFirst().string("note"));
    }

    @Test
    void protobuf_sentAndWanted_isTheSameObject() {
        makeMap("a");
        JsonObject json = api.get(MAPS + "/a").json();
        byte[] bytes =
                dev.leme.api.protobuf.ProtobufCodec.encode(json.with("metadata", JsonObject.EMPTY.with("name", "b")));
        Reply made = api.sendBytes("POST", MAPS, Map.of("Content-Type", "application/vnd.kubernetes.protobuf"), bytes);
        assertEquals(201, made.status(), made.text());
        assertEquals("v", api.get(MAPS + "/b").json().object("data").string("k"));
        byte[] read = api.getBytes(MAPS + "/a", "application/vnd.kubernetes.protobuf,application/json");
        assertEquals(json, dev.leme.api.protobuf.ProtobufCodec.decode(read));
    }

    @Test
    void badlyEncodedPath_isABadRequest() {
        ApiException refused = assertThrows(ApiException.class, () -> api.get("/api/v1/namespaces/%zz"));
        assertEquals(400, refused.code());
    }
}
