package dev.leme.api.defaults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PodPreparationTest {

    private static ApiObject created(String spec) {
        String pod = "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','labels':{'a':'1','b':'2'}},'spec':" + spec
                + "}";
        return new PodPreparation()
                .create(ApiObject.parse(pod.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static String terms(String keys) {
        return "[{'labelSelector':{'matchLabels':{'app':'x'}},'topologyKey':'zone'" + keys + "}]";
    }

    @Test
    void create_labelKeys_areInTheSelectorsBesideThem() {
        String keys = ",'matchLabelKeys':['a','none'],'mismatchLabelKeys':['b']";
        ApiObject pod = created("{'topologySpreadConstraints':" + terms(",'matchLabelKeys':['b']")
                + ",'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':" + terms(keys)
                + "}}}");
        assertEquals(
                "[{\"key\":\"b\",\"operator\":\"In\",\"values\":[\"2\"]}]",
                selector(pod.spec().array("topologySpreadConstraints").objects().getFirst()));
        assertEquals(
                "[{\"key\":\"a\",\"operator\":\"In\",\"values\":[\"1\"]},{\"key\":\"b\",\"operator\":\"NotIn\",\"values\":[\"2\"]}]",
                selector(pod.spec()
                        .object("affinity")
                        .object("podAntiAffinity")
                        .array("requiredDuringSchedulingIgnoredDuringExecution")
                        .objects()
                        .getFirst()));
    }

    private static String selector(JsonObject term) {
        return term.object("labelSelector").array("matchExpressions").toString();
    }

    @Test
    void create_gates_areTold() {
        assertEquals(
                "SchedulingGated",
                created("{'schedulingGates':[{'name':'x'}]}")
                        .status()
                        .array("conditions")
                        .objects()
                        .getFirst()
                        .string("reason"));
        assertEquals(0, created("{}").status().array("conditions").size());
    }
}
