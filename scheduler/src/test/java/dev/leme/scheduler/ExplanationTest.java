package dev.leme.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.scheduler.filter.FilterName;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Also the scores are shown here: each by what it says of nodes that differ in one thing. */
class ExplanationTest {

    private static ApiObject object(String json) {
        return ApiObject.of((JsonObject) Json.parse(json.replace('\'', '"')));
    }

    private static ApiObject node(String name, String spec, String more) {
        return object("""
                {'metadata':{'name':'%s','labels':{'kubernetes.io/hostname':'%s','disk':'%s'}},'spec':%s,
                 'status':{'allocatable':{'cpu':'4','memory':'4Gi','pods':'9'}%s}}
                """.formatted(name, name, name, spec, more));
    }

    private static ApiObject pod(String name, String node, String spec) {
        return object("""
                {'metadata':{'name':'%s','uid':'%s','namespace':'default','labels':{'app':'%s'}},'spec':{'nodeName':'%s',
                 'containers':[{'name':'c','image':'big','resources':{'requests':{'cpu':'1','memory':'1Gi'}}}]%s}}
                """.formatted(name, name, name.charAt(0), node, spec));
    }

    private static Explanation explain(String spec, List<ApiObject> nodes, ApiObject... pods) {
        return Explanation.of(pod("x", "", spec), nodes, List.of(pods), namespace -> Map.of());
    }

    @Test
    void of_nodesThatDoNotFit_eachHasItsFilter() {
        List<ApiObject> nodes = List.of(
                node("a", "{'unschedulable':true}", ""),
                node("b", "{'taints':[{'key':'k','effect':'NoSchedule'}]}", ""),
                node("c", "{}", ""),
                node("d", "{}", ""));
        Explanation explanation = explain(",'nodeSelector':{'disk':'c'}", nodes);
        assertEquals(
                List.of(FilterName.NODE_UNSCHEDULABLE, FilterName.TAINT_TOLERATION, FilterName.NODE_AFFINITY),
                explanation.refusals().stream().map(Explanation.Refusal::filter).toList());
        assertEquals(1, explanation.byFilter().get(FilterName.NODE_AFFINITY));
        assertEquals("[c]", explanation.scores().keySet().toString());
    }

    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NodeAffinity | a | 200 0
            InterPodAffinity | near | 200 0
            InterPodAffinity | away | 0 200
            TaintToleration | taint | 300 0
            ImageLocality | image | 17 0
            PodTopologySpread | spread | 0 200
            NodeResourcesFit | full | 50 75
            """)
    void scores_oneDifference_preferOneNode(String score, String what, String expected) {
        String near = """
            ,'affinity':{'%s':{'%s':[{'weight':5,'podAffinityTerm':{'topologyKey':'kubernetes.io/hostname',
             'labelSelector':{'matchLabels':{'app':'y'}}}}]}}""";
        String spec = switch (what) {
            case "a" ->
                ",'affinity':{'nodeAffinity':{'" + PREFERRED + "':[{'weight':5,'preference':{'matchExpressions':"
                        + "[{'key':'disk','operator':'In','values':['a']}]}}]}}";
            case "near" -> near.formatted("podAffinity", PREFERRED);
            case "away" -> near.formatted("podAntiAffinity", PREFERRED);
            case "spread" -> """
                ,'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'kubernetes.io/hostname',
                 'whenUnsatisfiable':'ScheduleAnyway','labelSelector':{'matchLabels':{'app':'y'}}}]""";
            default -> "";
        };
        List<ApiObject> nodes = List.of(
                node(
                        "a",
                        "{}",
                        what.equals("image") ? ",'images':[{'names':['big:latest'],'sizeBytes':400000000}]" : ""),
                node("b", what.equals("taint") ? "{'taints':[{'key':'k','effect':'PreferNoSchedule'}]}" : "{}", ""));
        Explanation explanation = explain(spec, nodes, pod("y", "a", ""));
        String found = explanation.scores().values().stream()
                .map(ofNode -> "" + Math.round(ofNode.getOrDefault(score, -1.0)))
                .collect(Collectors.joining(" "));
        assertEquals(expected, found);
    }
}
