package dev.leme.controllers.podgc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.ManualClock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.informer.Informers;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.ControllerSettings;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.volume.VolumeDirectories;
import dev.leme.testkit.api.FakeApi;
import dev.leme.testkit.await.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a clock that the test moves. */
class PodGcControllerTest {

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final FakeApi api = new FakeApi(clock);
    private final ApiClient client = api.client("test");
    private final Informers informers = new Informers(client, clock);
    private Controller controller = () -> {};

    @BeforeEach
    void start() {
        ControllerSettings settings = new ControllerSettings("", Path.of("/"), VolumeDirectories.NONE, "");
        controller = PodGcController.start(new ControllerContext(api::client, informers, clock, settings), 3);
        informers.start();
    }

    @AfterEach
    void close() {
        controller.close();
        informers.close();
        api.checkInvariants();
    }

    private void node(String name) {
        client.create(
                Resources.NODES,
                TestCluster.object("{'apiVersion':'v1','kind':'Node','metadata':{'name':'" + name + "'}}"));
        awaitSeen(name);
    }

    /** A pod whose node isn't seen yet would begin a quarantine of its own. */
    private void awaitSeen(String node) {
        Await.until(
                node + " is seen", () -> informers.get(Resources.NODES).lister().find("", node) != null);
    }

    private void pod(String name, String node, String metadata) {
        client.create(
                Resources.PODS,
                TestCluster.object(
                        "{'apiVersion':'v1','kind':'Pod','metadata':{%s'name':'%s','namespace':'default'},'spec':{'nodeName':'%s'}}"
                                .formatted(metadata, name, node)));
    }

    private List<String> pods() {
        return client.list(Resources.PODS, "default").stream()
                .map(ApiObject::name)
                .sorted()
                .toList();
    }

    private void awaitTimer() {
        Await.until("a quarantine runs", () -> !clock.pending().isEmpty());
    }

    @Test
    void nodeGone_podsGoAfterTheQuarantine() {
        node("n1");
        node("n2");
        pod("a", "n1", "");
        pod("b", "n2", "");
        client.delete(Resources.NODES, "", "n1", DeleteOptions.DEFAULT);
        awaitTimer();
        clock.advance(Duration.ofSeconds(39));
        assertEquals(List.of("a", "b"), pods());
        clock.advance(Duration.ofSeconds(1));
        Await.until("a is gone", () -> pods().equals(List.of("b")));
    }

    @Test
    void nodeGone_heldPod_isFailedAsDisrupted() {
        node("n1");
        pod("a", "n1", "'finalizers':['example.com/hold'],");
        client.delete(Resources.NODES, "", "n1", DeleteOptions.DEFAULT);
        awaitTimer();
        clock.advance(Duration.ofSeconds(40));
        Await.until(
                "a is being deleted",
                () -> client.get(Resources.PODS, "default", "a").isDeleting());
        ApiObject pod = client.get(Resources.PODS, "default", "a");
        assertEquals("Failed", pod.status().string("phase"));
        assertTrue(pod.status().toString().contains("PodGC: node no longer exists"));
    }

    @Test
    void nodeBackInTime_podsStay() {
        node("n1");
        pod("a", "n1", "");
        client.delete(Resources.NODES, "", "n1", DeleteOptions.DEFAULT);
        awaitTimer();
        clock.advance(Duration.ofSeconds(20));
        node("n1");
        clock.advance(Duration.ofSeconds(100));
        pod("witness", "no-such-node", "");
        awaitTimer();
        clock.advance(Duration.ofSeconds(40));
        Await.until("the witness is gone", () -> pods().equals(List.of("a")));
    }

    @Test
    void deletedPodWithoutNode_isFailedAndNotWaitedFor() {
        pod("a", "", "'finalizers':['example.com/hold'],");
        client.delete(Resources.PODS, "default", "a", DeleteOptions.DEFAULT);
        Await.until(
                "a has failed",
                () -> client.get(Resources.PODS, "default", "a")
                        .status()
                        .string("phase")
                        .equals("Failed"));
        assertNotNull(client.find(Resources.PODS, "default", "a"));
    }

    @Test
    void outOfServiceNode_letsGoOfDeletedPods() {
        client.create(Resources.NODES, TestCluster.object("""
                        {'apiVersion':'v1','kind':'Node','metadata':{'name':'n1'},
                         'spec':{'taints':[{'key':'node.kubernetes.io/out-of-service','effect':'NoExecute'}]}}
                        """));
        awaitSeen("n1");
        pod("a", "n1", "");
        pod("b", "n1", "");
        client.delete(Resources.PODS, "default", "a", DeleteOptions.DEFAULT);
        Await.until("a is gone", () -> pods().equals(List.of("b")));
    }

    @Test
    void endedPods_aboveTheMost_goOldestFirst() {
        node("n1");
        for (int i = 0; i < 5; i++) {
            pod("p" + i, "n1", "");
            ApiObject pod = client.get(Resources.PODS, "default", "p" + i);
            client.updateStatus(Resources.PODS, pod.withStatus(pod.status().with("phase", "Succeeded")));
            clock.advance(Duration.ofSeconds(1));
        }
        Await.until("three are left", () -> pods().size() == 3);
        assertEquals(List.of("p2", "p3", "p4"), pods());
    }
}
