package dev.leme.controllers.resourcequota;

import static dev.leme.controllers.TestCluster.object;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import dev.leme.controllers.TestCluster;
import dev.leme.testkit.await.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResourceQuotaControllerTest {

    private final TestCluster cluster = new TestCluster(false);

    @BeforeEach
    void start() {
        cluster.api.serving(Resources.CONFIG_MAPS, Resources.PODS, Resources.RESOURCE_QUOTAS);
        cluster.with(ResourceQuotaController::start);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private void create(String name) {
        cluster.client.create(
                Resources.CONFIG_MAPS, object("{'metadata':{'name':'" + name + "','namespace':'default'}}"));
    }

    private void awaitUsed(String used) {
        Await.until("used " + used, () -> {
            ApiObject quota = cluster.client.get(Resources.RESOURCE_QUOTAS, "default", "q");
            return used.equals(quota.status().object("used").toString().replace('"', '\''));
        });
    }

    @Test
    void used_isCountedAtFirst_afterDeletionsAndForANewSpec() {
        create("a");
        create("b");
        cluster.client.create(
                Resources.RESOURCE_QUOTAS,
                object("{'metadata':{'name':'q','namespace':'default'},"
                        + "'spec':{'hard':{'configmaps':'5','requests.cpu':'1'}}}"));
        awaitUsed("{'configmaps':'2','requests.cpu':'0'}");
        cluster.client.delete(Resources.CONFIG_MAPS, "default", "a", DeleteOptions.DEFAULT);
        awaitUsed("{'configmaps':'1','requests.cpu':'0'}");
        ApiObject quota = cluster.client.get(Resources.RESOURCE_QUOTAS, "default", "q");
        cluster.client.update(
                Resources.RESOURCE_QUOTAS,
                quota.with(
                        "spec",
                        object("{'spec':{'hard':{'count/configmaps':'5'}}}").spec()));
        awaitUsed("{'count/configmaps':'1'}");
    }

    @Test
    void pod_thatHasEnded_givesBackWhatItTook() {
        ApiObject pod = cluster.client.create(
                Resources.PODS,
                object("{'metadata':{'name':'p','namespace':'default'},'spec':{'containers':[{'name':'a'}]}}"));
        cluster.client.create(
                Resources.RESOURCE_QUOTAS,
                object("{'metadata':{'name':'q','namespace':'default'},'spec':{'hard':{'pods':'5'}}}"));
        awaitUsed("{'pods':'1'}");
        cluster.awaitSeen(Resources.RESOURCE_QUOTAS, "q");
        cluster.awaitSeen(Resources.PODS, "p");
        cluster.client.updateStatus(
                Resources.PODS,
                pod.withStatus(object("{'status':{'phase':'Failed'}}").status()));
        awaitUsed("{'pods':'0'}");
    }
}
