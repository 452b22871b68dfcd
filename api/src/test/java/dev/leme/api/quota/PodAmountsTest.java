package dev.leme.api.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Containers are spelt {@code name=cpu}, a sidecar with a star before it. */
class PodAmountsTest {

    private static JsonObject json(String text) {
        return (JsonObject) Json.parse(text.replace('\'', '"'));
    }

    private static String containers(String text) {
        StringBuilder list = new StringBuilder();
        for (String one : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            String[] parts = one.split("=", -1);
            boolean sidecar = one.startsWith("*");
            list.append(list.isEmpty() ? "" : ",")
                    .append("{'name':'%s'%s,'resources':{'requests':{'cpu':'%s'},'limits':{'cpu':'%s'}}}"
                            .formatted(
                                    sidecar ? parts[0].substring(1) : parts[0],
                                    sidecar ? ",'restartPolicy':'Always'" : "",
                                    parts[1],
                                    parts[1]));
        }
        return "[" + list + "]";
    }

    private static JsonObject pod(String init, String running, String more, String status) {
        return json("{'spec':{'initContainers':%s,'containers':%s%s},'status':{%s}}"
                .formatted(containers(init), containers(running), more, status));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                     | a=1 b=2 | ''                                    | 3
            i=2                    | a=1     | ''                                    | 2
            i=1                    | a=2     | ''                                    | 2
            i=2 j=3                | a=1     | ''                                    | 3
            *s=1                   | a=2     | ''                                    | 3
            *s=1 i=2               | a=1     | ''                                    | 3
            i=2 *s=1               | a=1     | ''                                    | 2
            *s=1 i=3 *t=1          | a=1     | ''                                    | 4
            ''                     | a=1     | ,'overhead':{'cpu':'500m'}            | 1500m
            i=9                    | a=1     | ,'resources':{'requests':{'cpu':'4'}} | 4
            ''                     | a=1     | ,'resources':{'requests':{'cpu':'4'}},'overhead':{'cpu':'1'} | 5
            """)
    void requests_containersTogether_amount(String init, String running, String more, String expected) {
        assertEquals(
                expected,
                PodAmounts.requests(pod(init, running, more, "")).get("cpu").toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            growing, not yet promised          | 2 | 1 | 1 |            | 2
            growing, promised                  | 2 | 2 | 1 |            | 2
            growing, later                     | 2 | 1 | 1 | Deferred   | 2
            growing, impossible                | 9 | 1 | 1 | Infeasible | 1
            shrinking, the node has more still | 1 | 1 | 2 |            | 2
            shrinking, promised more still     | 1 | 2 | 2 |            | 2
            """)
    void requests_beingResized_theLargestCounts(
            String what, String asked, String promised, String has, String pending, String expected) {
        String condition =
                pending == null ? "" : "{'type':'PodResizePending','status':'True','reason':'" + pending + "'}";
        String status = "'conditions':[" + condition
                + "],'containerStatuses':[{'name':'a','allocatedResources':{'cpu':'" + promised
                + "'},'resources':{'requests':{'cpu':'" + has + "'},'limits':{'cpu':'" + has + "'}}}]";
        JsonObject pod = pod("", "a=" + asked, "", status);
        assertEquals(expected, PodAmounts.requests(pod).get("cpu").toString(), what);
    }

    @Test
    void limits_beingResized_whatIsUsedCounts() {
        String status = "'containerStatuses':[{'name':'a','resources':{'limits':{'cpu':'3'}}}]";
        assertEquals("cpu=3", PodAmounts.limits(pod("", "a=1", "", status)).toString());
    }

    @Test
    void requests_ofTheWholePodResized_onlyWhatItSpeaksOf() {
        String status = "'allocatedResources':{'cpu':'5','memory':'1Gi'}";
        String more = ",'resources':{'requests':{'cpu':'4'}}";
        assertEquals("cpu=5", PodAmounts.requests(pod("", "a=1", more, status)).toString());
        assertEquals("cpu=1", PodAmounts.requests(pod("", "a=1", "", status)).toString());
    }

    @Test
    void requests_containerThatSaysNothing_countsWithTheDefault() {
        AmountMap defaults = AmountMap.of(json("{'cpu':'100m','memory':'200M'}"));
        assertEquals(
                "cpu=1,memory=200M",
                PodAmounts.requests(pod("", "a=1", "", ""), defaults).toString());
    }
}
