package dev.leme.controllers.daemonset;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.controllers.TestCluster;
import dev.leme.testkit.api.Faults;
import dev.leme.testkit.await.Await;
import dev.leme.testkit.node.FakeKubelet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nodes that come, go and are tainted, templates that change and pods that die, on a server with faults. */
class DaemonSetSimulationTest {

    private static final int NODES = 4;
    private static final int CHANGES = 50;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Set<String> present = new TreeSet<>();
    private int version = 1;

    private void change(TestCluster cluster) {
        String node = "n" + (1 + random.nextInt(NODES));
        switch (random.nextInt(6)) {
            case 0 -> {
                if (present.remove(node)) {
                    cluster.client.delete(Resources.NODES, "", node, DeleteOptions.DEFAULT);
                    podsOf(cluster, node).forEach(pod -> delete(cluster, pod));
                }
            }
            case 1 -> {
                if (present.add(node)) {
                    node(cluster, node);
                }
            }
            case 2 -> {
                version = 1 + random.nextInt(3);
                String container = "{'name':'c','image':'i:" + version + "'}";
                String patch = "{'spec':{'template':{'spec':{'containers':[" + container + "]}}}}";
                cluster.client.patch(
                        Resources.DAEMON_SETS, "default", "agent", PatchType.MERGE, TestCluster.json(patch));
            }
            case 3 -> podsOf(cluster, node).stream().findFirst().ifPresent(pod -> delete(cluster, pod));
            case 4 -> cluster.api.endWatches();
            default -> {
                cluster.api.compact();
                cluster.api.endWatches();
            }
        }
    }

    private static void node(TestCluster cluster, String name) {
        cluster.create(
                Resources.NODES, "{'apiVersion':'v1','kind':'Node','metadata':{'name':'" + name + "'},'spec':{}}");
    }

    private static void delete(TestCluster cluster, ApiObject pod) {
        try {
            DeleteOptions now = DeleteOptions.DEFAULT.withGracePeriod(0);
            cluster.client.delete(Resources.PODS, "default", pod.name(), now);
        } catch (ApiException goneMeanwhile) {
            assertTrue(goneMeanwhile.code() == 404);
        }
    }

    private static List<ApiObject> podsOf(TestCluster cluster, String node) {
        return cluster.client.list(Resources.PODS, "default").stream()
                .filter(pod -> pod.spec().string("nodeName").equals(node))
                .toList();
    }

    /** What runs on a node that is gone is for another controller to remove; here it is done at once. */
    private void collect(TestCluster cluster) {
        cluster.client.list(Resources.PODS, "default").stream()
                .filter(pod -> !pod.spec().string("nodeName").isEmpty())
                .filter(pod -> !present.contains(pod.spec().string("nodeName")))
                .forEach(pod -> delete(cluster, pod));
    }

    private boolean isSettled(TestCluster cluster) {
        collect(cluster);
        List<ApiObject> pods = cluster.client.list(Resources.PODS, "default");
        Set<String> where =
                pods.stream().map(pod -> pod.spec().string("nodeName")).collect(Collectors.toCollection(TreeSet::new));
        ApiObject set = cluster.client.get(Resources.DAEMON_SETS, "default", "agent");
        return where.equals(present)
                && pods.size() == present.size()
                && pods.stream().allMatch(this::isNew)
                && set.status().number("updatedNumberScheduled", 0) == present.size()
                && set.status().number("numberAvailable", 0) == present.size();
    }

    private boolean isNew(ApiObject pod) {
        String image = pod.spec().array("containers").objects().getFirst().string("image");
        return !pod.isDeleting() && image.equals("i:" + version);
    }

    private void simulate(String rolling) {
        System.out.println("seed " + seed);
        try (TestCluster cluster = new TestCluster(Faults.some(seed), false, DaemonSetController::start)) {
            List<FakeKubelet> kubelets = new ArrayList<>();
            for (int i = 1; i <= NODES; i++) {
                present.add("n" + i);
                node(cluster, "n" + i);
                kubelets.add(cluster.kubelet("n" + i));
            }
            cluster.create(Resources.DAEMON_SETS, """
                    {'apiVersion':'apps/v1','kind':'DaemonSet','metadata':{'name':'agent','namespace':'default'},
                     'spec':{'selector':{'matchLabels':{'app':'agent'}},
                      'updateStrategy':{'type':'RollingUpdate','rollingUpdate':%s},
                      'template':{'metadata':{'labels':{'app':'agent'}},
                       'spec':{'containers':[{'name':'c','image':'i:1'}]}}}}
                    """.formatted(rolling));
            for (int i = 0; i < CHANGES; i++) {
                change(cluster);
            }
            cluster.api.calm();
            Await.until("one new pod on each node (seed " + seed + ")", () -> isSettled(cluster));
            kubelets.forEach(FakeKubelet::close);
        }
    }

    @Test
    void daemonSet_thatReplaces_settlesUnderFaults() {
        simulate("{'maxUnavailable':1,'maxSurge':0}");
    }

    @Test
    void daemonSet_thatSurges_settlesUnderFaults() {
        simulate("{'maxUnavailable':0,'maxSurge':1}");
    }
}
