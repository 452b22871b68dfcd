package dev.leme.api.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitRulesTest {

    private static ApiObject object(String json) {
        return ApiObject.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static ApiObject range(String type, String item) {
        return object("{'metadata':{'name':'r'},'spec':{'limits':[{'type':'" + type + "'," + item + "}]}}");
    }

    private static ApiObject pod(String resources) {
        return object("{'metadata':{'name':'p'},'spec':{'initContainers':[],'containers':[{'name':'a','resources':{"
                + resources + "}}]}}");
    }

    @Test
    void defaults_fillWhatAContainerLeavesOut_andSaySo() {
        ApiObject range = range(
                "Container",
                "'default':{'cpu':'500m','memory':'512Mi'},'defaultRequest':{'cpu':'100m','memory':'1Mi'}");
        ApiObject filled = LimitRules.withDefaults(range, pod("'requests':{'cpu':'300m'},'limits':{'memory':'1Gi'}"));
        assertEquals(
                "{\"requests\":{\"cpu\":\"300m\",\"memory\":\"1Mi\"},\"limits\":{\"memory\":\"1Gi\",\"cpu\":\"500m\"}}",
                filled.spec()
                        .array("containers")
                        .objects()
                        .getFirst()
                        .object("resources")
                        .toString());
        assertEquals(
                "LimitRanger plugin set: memory request for container a; cpu limit for container a",
                filled.annotations().get("kubernetes.io/limit-ranger"));
    }

    @Test
    void defaults_whereNothingLacks_changeNothing() {
        ApiObject pod = pod("'requests':{'cpu':'1'},'limits':{'cpu':'1'}");
        assertEquals(pod, LimitRules.withDefaults(range("Container", "'default':{'cpu':'500m'}"), pod));
    }

    private static List<String> refusals(String type, String item, String resources) {
        return LimitRules.refusalsOfPod(range(type, item), pod(resources).spec());
    }

    @Test
    void bounds_ofContainersAndPods_refuseInUpstreamsWords() {
        assertEquals(
                List.of("minimum cpu usage per Container is 100m, but request is 50m"),
                refusals("Container", "'min':{'cpu':'100m'}", "'requests':{'cpu':'50m'}"));
        assertEquals(
                List.of("maximum memory usage per Pod is 1Gi, but limit is 2Gi"),
                refusals("Pod", "'max':{'memory':'1Gi'}", "'limits':{'memory':'2Gi'}"));
        assertEquals(
                List.of("maximum memory usage per Pod is 1Gi.  No limit is specified"),
                refusals("Pod", "'max':{'memory':'1Gi'}", ""));
        assertEquals(
                List.of("cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000"),
                refusals(
                        "Container",
                        "'maxLimitRequestRatio':{'cpu':'2'}",
                        "'requests':{'cpu':'500m'},'limits':{'cpu':'2'}"));
        assertEquals(List.of(), refusals("Container", "'max':{'cpu':'1'}", "'limits':{'cpu':'1'}"));
    }

    @Test
    void bounds_ofClaims_lookAtRequests() {
        ApiObject range = range("PersistentVolumeClaim", "'min':{'storage':'1Gi'},'max':{'storage':'5Gi'}");
        ApiObject claim = object("{'spec':{'resources':{'requests':{'storage':'10Gi'}}}}");
        assertEquals(
                List.of("maximum storage usage per PersistentVolumeClaim is 5Gi, but request is 10Gi"),
                LimitRules.refusalsOfClaim(range, claim.spec()));
    }
}
