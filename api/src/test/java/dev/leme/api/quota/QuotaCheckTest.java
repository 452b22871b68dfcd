package dev.leme.api.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaCheckTest {

    private static ApiObject object(String json) {
        return ApiObject.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static ApiObject quota(String hard, String used, String scopes) {
        return object("{'metadata':{'name':'q'},'spec':{'hard':{" + hard + "}" + scopes + "},'status':{'used':{" + used
                + "}}}");
    }

    private static ApiObject pod(String resources) {
        return object("{'metadata':{'name':'p'},'spec':{'containers':[{'name':'a','resources':{" + resources + "}}]}}");
    }

    private static String check(ApiObject quota, Resource resource, ApiObject fresh, @Nullable ApiObject old) {
        return switch (QuotaCheck.check(quota, resource, fresh, old)) {
            case QuotaCheck.Untouched() -> "untouched";
            case QuotaCheck.Charged(AmountMap used) -> "used " + used;
            case QuotaCheck.Refused(String reason) -> reason;
        };
    }

    @Test
    void pod_withRoom_isCharged() {
        ApiObject quota = quota("'pods':'2','requests.cpu':'1'", "'pods':'1','requests.cpu':'500m'", "");
        assertEquals(
                "used pods=2,requests.cpu=750m",
                check(quota, Resources.PODS, pod("'requests':{'cpu':'250m','memory':'1Gi'}"), null));
    }

    @Test
    void pod_aboveTheQuota_isRefusedWithWhatItAsksFor() {
        ApiObject quota = quota("'cpu':'1','pods':'5'", "'cpu':'900m','pods':'1'", "");
        assertEquals(
                "exceeded quota: q, requested: cpu=200m, used: cpu=900m, limited: cpu=1",
                check(quota, Resources.PODS, pod("'requests':{'cpu':'200m'}"), null));
    }

    @Test
    void pod_thatLeavesUnsaidWhatIsLimited_isRefused() {
        ApiObject quota = quota("'limits.memory':'1Gi','cpu':'1'", "'limits.memory':'0','cpu':'0'", "");
        assertEquals(
                "failed quota: q: must specify cpu for: a; limits.memory for: a",
                check(quota, Resources.PODS, pod(""), null));
        assertEquals(
                "untouched",
                check(quota("'cpu':'1'", "'cpu':'0'", ",'scopes':['BestEffort']"), Resources.PODS, pod(""), null));
    }

    @Test
    void quota_notYetCounted_refuses() {
        assertEquals(
                "status unknown for quota: q, resources: pods",
                check(quota("'pods':'2'", "", ""), Resources.PODS, pod(""), null));
    }

    @Test
    void ended_pod_takesNothingButItsCount() {
        ApiObject done = object("{'metadata':{'name':'p'},'spec':{},'status':{'phase':'Succeeded'}}");
        assertEquals("count/pods=1", QuotaUsage.of(Resources.PODS, done).toString());
    }

    @Test
    void initContainersAndSidecars_countWhereTheyAskForMore() {
        ApiObject pod = object("{'spec':{'overhead':{'cpu':'10m'},'initContainers':["
                + "{'name':'side','restartPolicy':'Always','resources':{'requests':{'cpu':'100m'}}},"
                + "{'name':'setup','resources':{'requests':{'cpu':'1'}}}],"
                + "'containers':[{'name':'a','resources':{'requests':{'cpu':'200m'}}}]}}");
        assertEquals("cpu=1110m", PodAmounts.requests(pod.json()).toString());
    }

    @Test
    void change_thatTakesNoMore_isNotCharged() {
        ApiObject quota =
                quota("'services.nodeports':'1','services':'1'", "'services.nodeports':'0','services':'1'", "");
        ApiObject plain = object("{'metadata':{'name':'s'},'spec':{'type':'ClusterIP','ports':[{'port':80}]}}");
        ApiObject open = object("{'metadata':{'name':'s'},'spec':{'type':'NodePort','ports':[{'port':80}]}}");
        assertEquals("untouched", check(quota, Resources.SERVICES, plain, plain));
        assertEquals("used services=1,services.nodeports=1", check(quota, Resources.SERVICES, open, plain));
        assertEquals("untouched", check(quota, Resources.SERVICES, plain, open));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'Terminating'    | {'activeDeadlineSeconds':5} | true
            'Terminating'    | {'containers':[]}           | false
            'NotTerminating' | {'containers':[]}           | true
            'BestEffort'     | {'containers':[{'name':'a'}]} | true
            'NotBestEffort'  | {'containers':[{'name':'a'}]} | false
            'PriorityClass'  | {'priorityClassName':'high'}  | true
            'PriorityClass'  | {'containers':[]}           | false
            'CrossNamespacePodAffinity' | {'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'namespaces':['x']}]}}} | true
            'CrossNamespacePodAffinity' | {'affinity':{}} | false
            """, quoteCharacter = '`')
    void scope_ofPods_matches(String scope, String podSpec, boolean matches) {
        ApiObject quota = quota("'pods':'1'", "'pods':'0'", ",'scopes':[" + scope + "]");
        assertEquals(matches, QuotaScopes.match(quota, Resources.PODS, object("{'spec':" + podSpec + "}")));
    }

    @ParameterizedTest
    @CsvSource({
        "count/deployments.apps, deployments.apps",
        "requests.storage, persistentvolumeclaims",
        "gold.storageclass.storage.k8s.io/requests.storage, persistentvolumeclaims",
        "services.nodeports, services",
        "secrets, secrets",
        "requests.example.com/gpu, pods",
        "limits.cpu, pods",
        "example.com/gpu, ''"
    })
    void name_leadsToTheKindThatTakesOfIt(String name, String kind) {
        assertEquals(kind, QuotaUsage.kindOf(name).orElse(""));
    }
}
