package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.apiserver.server.TestApi.Reply;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What quotas and limit ranges let in. */
class QuotaApiTest {

    private static final String NAMESPACE = "/api/v1/namespaces/default/";
    private static final String QUOTA = NAMESPACE + "resourcequotas/q";

    private final TestApi api = new TestApi();

    @BeforeEach
    void quota() {
        String quota = "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"hard\":{\"configmaps\":\"5\"}}}";
        assertEquals(201, api.post(NAMESPACE + "resourcequotas", quota).status());
    }

    @AfterEach
    void close() {
        api.close();
    }

    /** As the quota controller would. */
    private void counted(int used) {
        String status = "{\"status\":{\"hard\":{\"configmaps\":\"5\"},\"used\":{\"configmaps\":\"" + used + "\"}}}";
        assertEquals(
                200, api.patch(QUOTA + "/status", "merge-patch+json", status).status());
    }

    private Reply create(String name, String query) {
        String body = "{\"metadata\":{\"name\":\"" + name + "\"}}";
        return api.send("POST", NAMESPACE + "configmaps", query, java.util.Map.of(), body);
    }

    private String used() {
        return api.get(QUOTA).object().status().object("used").string("configmaps");
    }

    @Test
    void create_beforeTheQuotaIsCounted_isRefused() {
        Reply reply = create("a", "");
        assertEquals(403, reply.status());
        assertEquals(
                "configmaps \"a\" is forbidden: status unknown for quota: q, resources: configmaps",
                reply.json().string("message"));
    }

    @Test
    void create_fromManySides_neverOverdraws() throws Exception {
        counted(0);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = clients
                    .invokeAll(IntStream.range(0, 20)
                            .<java.util.concurrent.Callable<Integer>>mapToObj(
                                    i -> () -> create("m" + i, "").status())
                            .toList())
                    .stream()
                    .map(future -> future.resultNow())
                    .toList();
            assertEquals(5, statuses.stream().filter(status -> status == 201).count(), statuses.toString());
            assertEquals(15, statuses.stream().filter(status -> status == 403).count(), statuses.toString());
        }
        assertEquals("5", used());
        assertEquals(5, api.get(NAMESPACE + "configmaps").json().array("items").size());
    }

    @Test
    void create_dryOrFailed_isNotCharged() {
        counted(0);
        assertEquals(201, create("a", "").status());
        assertEquals(409, create("a", "").status());
        assertEquals(201, create("b", "dryRun=All").status());
        assertEquals("1", used());
    }

    @Test
    void pod_outsideTheRange_isForbiddenAndOneWithoutAmountsGetsThem() {
        api.post(NAMESPACE + "limitranges", """
                {"metadata":{"name":"r"},"spec":{"limits":[{"type":"Container","max":{"cpu":"1"},"default":{"cpu":"500m"},
                  "defaultRequest":{"cpu":"100m"}}]}}""");
        Reply much = api.post(NAMESPACE + "pods", pod("much", "\"resources\":{\"limits\":{\"cpu\":\"2\"}}"));
        assertEquals(
                "pods \"much\" is forbidden: maximum cpu usage per Container is 1, but limit is 2",
                much.json().string("message"));
        String made =
                api.post(NAMESPACE + "pods", pod("plain", "\"tty\":false")).text();
        assertTrue(
                made.contains("\"limits\":{\"cpu\":\"500m\"}") && made.contains("\"requests\":{\"cpu\":\"100m\"}"),
                made);
    }

    private static String pod(String name, String member) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"i\","
                + member + "}]}}";
    }
}
