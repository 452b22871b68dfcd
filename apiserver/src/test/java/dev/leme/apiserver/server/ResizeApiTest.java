package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.apiserver.server.TestApi.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code pods/resize} and {@code pods/ephemeralcontainers} let change. */
class ResizeApiTest {

    private static final String NAMESPACE = "/api/v1/namespaces/default/";
    private static final String POD = NAMESPACE + "pods/p";

    private final TestApi api = new TestApi();

    @BeforeEach
    void aPod() {
        Reply made = api.post(NAMESPACE + "pods", """
                {"metadata":{"name":"p"},"spec":{
                 "initContainers":[
                  {"name":"first","image":"i","resources":{"requests":{"cpu":"10m"}}},
                  {"name":"side","image":"i","restartPolicy":"Always","resources":{"requests":{"cpu":"10m"}}}],
                 "containers":[
                  {"name":"a","image":"i","resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"cpu":"200m"}}},
                  {"name":"b","image":"i","resources":{"requests":{"cpu":"100m"}}}]}}""");
        assertEquals(201, made.status(), made.text());
    }

    @AfterEach
    void close() {
        api.close();
    }

    private Reply resize(String spec) {
        return api.patch(POD + "/resize", "strategic-merge-patch+json", "{\"spec\":{" + spec.replace('\'', '"') + "}}");
    }

    private JsonObject resources(String list, int index) {
        return api.get(POD).object().spec().array(list).objects().get(index).object("resources");
    }

    @Test
    void resize_ofCpuAndMemory_changesThemAndCountsAsANewGeneration() {
        Reply resized = resize("'containers':[{'name':'a','resources':{'requests':{'cpu':'150m','memory':'32Mi'}}}],"
                + "'initContainers':[{'name':'side','resources':{'requests':{'cpu':'20m'}}}]");
        assertEquals(200, resized.status(), resized.text());
        assertEquals(
                "{\"requests\":{\"cpu\":\"150m\",\"memory\":\"32Mi\"},\"limits\":{\"cpu\":\"200m\"}}",
                resources("containers", 0).toString());
        assertEquals(
                "{\"requests\":{\"cpu\":\"20m\"}}",
                resources("initContainers", 1).toString());
        assertEquals(2, api.get(POD).object().generation());
        assertEquals(api.get(POD).text(), api.get(POD + "/resize").text());
    }

    @Test
    void resize_putWithMoreThanResources_changesOnlyThem() {
        String changed = api.get(POD)
                .text()
                .replace("\"cpu\":\"200m\"", "\"cpu\":\"300m\"")
                .replace("\"image\":\"i\"", "\"image\":\"j\"");
        Reply put = api.put(POD + "/resize", changed);
        assertEquals(200, put.status(), put.text());
        assertEquals("300m", resources("containers", 0).object("limits").string("cpu"));
        assertTrue(api.get(POD).text().contains("\"image\":\"i\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'containers':[{'name':'a','resources':{'limits':{'cpu':null}}}] \
              | spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed
            'containers':[{'name':'a','resources':{'requests':{'memory':null}}}] \
              | spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed
            'containers':[{'name':'a','resources':{'requests':{'cpu':'1'}}}] \
              | spec.containers[0].resources.requests: Invalid value: "1": must be less than or equal to cpu limit of 200m
            'containers':[{'name':'a','resources':{'requests':{'ephemeral-storage':'1Gi'}}}] \
              | spec: Forbidden: only cpu and memory resources are mutable
            'containers':[{'name':'a','resizePolicy':[{'resourceName':'cpu','restartPolicy':'NotRequired'}]}] \
              | spec: Forbidden: only cpu and memory resources are mutable
            'containers':[{'name':'c','image':'i'}] \
              | spec.containers: Forbidden: containers may not be added or removed on resize
            'initContainers':[{'name':'first','resources':{'requests':{'cpu':'20m'}}}] \
              | spec: Forbidden: resources for non-sidecar init containers are immutable
            """)
    void resize_ofAnythingElse_isRefused(String spec, String message) {
        Reply refused = resize(spec);
        assertEquals(422, refused.status(), refused.text());
        String told = refused.json().string("message");
        assertTrue(told.contains(message), told);
    }

    @Test
    void resize_thatChangesTheClass_isRefused() {
        api.post(
                NAMESPACE + "pods",
                "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]}}");
        Reply refused = api.patch(
                NAMESPACE + "pods/q/resize",
                "strategic-merge-patch+json",
                "{\"spec\":{\"containers\":[{\"name\":\"a\",\"resources\":{\"requests\":{\"cpu\":\"1m\"}}}]}}");
        assertEquals(
                "Pod \"q\" is invalid: spec: Invalid value: \"BestEffort\": Pod QOS Class may not change as a result of"
                        + " resizing",
                refused.json().string("message"));
    }

    @Test
    void resources_throughThePodItself_areStillImmutable() {
        Reply refused = api.patch(
                POD,
                "strategic-merge-patch+json",
                "{\"spec\":{\"containers\":[{\"name\":\"a\",\"resources\":{\"requests\":{\"cpu\":\"150m\"}}}]}}");
        assertEquals(422, refused.status());
    }

    @Test
    void resizePolicy_thatNobodyKnows_isRefused() {
        Reply refused = api.post(NAMESPACE + "pods", """
                {"metadata":{"name":"r"},"spec":{"restartPolicy":"Never","containers":[{"name":"a","image":"i","resizePolicy":[
                 {"resourceName":"cpu","restartPolicy":"RestartContainer"},{"resourceName":"disk","restartPolicy":"Never"}]}]}}
                """);
        String told = refused.json().string("message");
        assertTrue(told.contains("must be 'NotRequired' when `restartPolicy` is 'Never'"), told);
        assertTrue(told.contains("Unsupported value: \"disk\": supported values: \"cpu\", \"memory\""), told);
    }

    @Test
    void resize_isChargedAndHeldToTheRange() {
        api.post(
                NAMESPACE + "resourcequotas",
                "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"hard\":{\"requests.cpu\":\"1\"}}}");
        api.patch(
                NAMESPACE + "resourcequotas/q/status",
                "merge-patch+json",
                "{\"status\":{\"hard\":{\"requests.cpu\":\"1\"},\"used\":{\"requests.cpu\":\"210m\"}}}");
        assertEquals(
                200,
                resize("'containers':[{'name':'b','resources':{'requests':{'cpu':'300m'}}}]")
                        .status());
        assertEquals(
                "410m",
                api.get(NAMESPACE + "resourcequotas/q")
                        .object()
                        .status()
                        .object("used")
                        .string("requests.cpu"));
        Reply refused = resize("'containers':[{'name':'b','resources':{'requests':{'cpu':'1'}}}]");
        assertEquals(403, refused.status());
        String told = refused.json().string("message");
        assertTrue(told.contains("exceeded quota: q, requested: requests.cpu=700m, used: requests.cpu=410m"), told);
        api.post(
                NAMESPACE + "limitranges",
                "{\"metadata\":{\"name\":\"r\"},\"spec\":{\"limits\":[{\"type\":\"Container\",\"max\":{\"memory\":\"1Gi\"}}]}}");
        Reply outside = resize("'containers':[{'name':'b','resources':{'requests':{'cpu':'310m'}}}]");
        assertEquals(403, outside.status(), outside.text());
    }

    @Test
    void ephemeralContainers_areAddedAndNothingElse() {
        String added = api.get(POD)
                .text()
                .replace("\"image\":\"i\"", "\"image\":\"j\"")
                .replace("\"spec\":{", "\"spec\":{\"ephemeralContainers\":[{\"name\":\"d\",\"image\":\"x\"}],");
        Reply put = api.put(POD + "/ephemeralcontainers", added);
        assertEquals(200, put.status(), put.text());
        assertTrue(api.get(POD).text().contains("\"image\":\"i\""));
        assertEquals(
                "d",
                api.get(POD)
                        .object()
                        .spec()
                        .array("ephemeralContainers")
                        .objects()
                        .getFirst()
                        .string("name"));
        Reply refused = api.patch(
                POD + "/ephemeralcontainers",
                "strategic-merge-patch+json",
                "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"d\",\"image\":\"y\"}]}}");
        assertEquals(422, refused.status(), refused.text());
        assertTrue(refused.json().string("message").contains("may not be changed"), refused.text());
    }

    @Test
    void sysctl_thatIsNone_isRefused() {
        Reply refused = api.post(
                NAMESPACE + "pods",
                "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"securityContext\":{\"sysctls\":[{\"name\":\"foo-\",\"value\":\"bar\"},"
                        + "{\"name\":\"kernel.shmmax\",\"value\":\"1\"},{\"name\":\"kernel/shmmax\",\"value\":\"1\"}]},"
                        + "\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]}}");
        assertEquals(422, refused.status(), refused.text());
        String told = refused.json().string("message");
        assertTrue(
                told.contains("spec.securityContext.sysctls[0].name: Invalid value: \"foo-\": must have at most 253"
                        + " characters and match regex"),
                told);
        assertTrue(told.contains("spec.securityContext.sysctls[2].name: Duplicate value"), told);
    }
}
