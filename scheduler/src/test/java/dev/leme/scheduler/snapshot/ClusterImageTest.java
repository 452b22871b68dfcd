package dev.leme.scheduler.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What is kept current change by change must be what a count from nothing finds. */
class ClusterImageTest {

    private static final int NODES = 4;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ClusterImage image = new ClusterImage();
    private final Map<String, Node> nodes = new TreeMap<>();
    private final Map<String, Pod> pods = new TreeMap<>();
    private final Map<String, String> places = new TreeMap<>();

    private static JsonObject json(String text) {
        return (JsonObject) Json.parse(text.replace('\'', '"'));
    }

    private Node node(String name) {
        return Node.of(json(
                "{'metadata':{'name':'%s'},'status':{'allocatable':{'cpu':'%d'}}}".formatted(name, random.nextInt(9))));
    }

    private Pod pod(String uid) {
        String affinity = random.nextBoolean() ? "" : """
                ,'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[
                 {'labelSelector':{},'topologyKey':'zone'}]}}""";
        return Pod.of(json("""
                {'metadata':{'name':'%s','uid':'%s','namespace':'default'},'spec':{'containers':[
                 {'name':'c','resources':{'requests':{'cpu':'%d','example.com/x':'%d'}}}]%s}}
                """.formatted(uid, uid, random.nextInt(3), random.nextInt(2), affinity)));
    }

    private void change() {
        String node = "n" + random.nextInt(NODES);
        String uid = "p" + random.nextInt(20);
        switch (random.nextInt(6)) {
            case 0 -> {
                nodes.put(node, node(node));
                image.put(nodes.get(node));
            }
            case 1 -> {
                nodes.remove(node);
                image.removeNode(node);
            }
            case 2 -> {
                pods.remove(uid);
                places.remove(uid);
                image.remove(uid);
            }
            case 3 -> {
                Pod assumed = pod("late");
                image.assume(PodDemand.of(assumed), node);
                image.giveUp("late");
            }
            default -> {
                pods.put(uid, pod(uid));
                places.put(uid, node);
                image.place(pods.get(uid), node);
            }
        }
    }

    private List<NodeSnapshot> fromNothing() {
        ClusterImage fresh = new ClusterImage();
        nodes.values().forEach(fresh::put);
        pods.forEach((uid, pod) -> fresh.place(pod, places.getOrDefault(uid, "")));
        return fresh.snapshot();
    }

    private static List<String> described(List<NodeSnapshot> snapshots) {
        List<String> lines = new ArrayList<>();
        for (NodeSnapshot node : snapshots) {
            lines.add(node.name()
                    + node.allocatable()
                    + new TreeSet<>(node.pods().keySet())
                    + sums(node.requested())
                    + sums(node.scored())
                    + node.attracted().stream().map(PodDemand::uid).sorted().toList());
        }
        return lines;
    }

    private static Map<String, Long> sums(Amounts amounts) {
        Map<String, Long> sums = new TreeMap<>(amounts.values());
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    @RepeatedTest(20)
    void snapshot_afterAnyChanges_isAsCountedFromNothing() {
        for (int i = 0; i < 100; i++) {
            change();
            if (random.nextInt(3) == 0) {
                assertEquals(described(fromNothing()), described(image.snapshot()), "seed " + seed);
            }
        }
        image.checkInvariants();
    }

    @Test
    void snapshot_takenBefore_staysAsItWas() {
        image.put(node("n1"));
        List<NodeSnapshot> before = image.snapshot();
        image.place(pod("p1"), "n1");
        assertEquals(1, image.snapshot().getFirst().pods().size());
        assertEquals(0, before.getFirst().pods().size());
    }
}
