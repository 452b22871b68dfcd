package dev.leme.scheduler.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.base.time.ManualClock;
import dev.leme.client.informer.ObjectKey;
import dev.leme.scheduler.filter.Obstacle;
import dev.leme.scheduler.snapshot.ClusterImage;
import dev.leme.scheduler.snapshot.PodDemand;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One node of 2 cores, pods of one core unless said. */
class SchedulingQueueTest {

    private static final ObjectKey A = new ObjectKey("default", "a");
    private static final ObjectKey B = new ObjectKey("default", "b");
    private static final EnumSet<Obstacle> ROOM = EnumSet.of(Obstacle.ROOM);

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final ClusterImage image = new ClusterImage();
    private final SchedulingQueue queue =
            new SchedulingQueue(clock, new Hints(image, namespace -> Map.of("name", namespace)));

    @BeforeEach
    void aNode() {
        image.put(Node.of(json("{'metadata':{'name':'n1'},'status':{'allocatable':{'cpu':'2','pods':'9'}}}")));
    }

    private static JsonObject json(String text) {
        return (JsonObject) Json.parse(text.replace('\'', '"'));
    }

    private static PodDemand pod(ObjectKey key, int priority, int cores) {
        return PodDemand.of(Pod.of(json("""
                {'metadata':{'name':'%s','namespace':'default','uid':'%s','labels':{'app':'%s'}},
                 'spec':{'priority':%d,'containers':[{'name':'c','resources':{'requests':{'cpu':'%d'}}}]}}
                """.formatted(key.name(), key.name(), key.name(), priority, cores))));
    }

    private void add(ObjectKey key, int priority) {
        queue.add(key, pod(key, priority, 1));
    }

    private SchedulingQueue.Turn take() throws InterruptedException {
        SchedulingQueue.Turn turn = queue.take();
        assertNotNull(turn);
        return turn;
    }

    private void passTime() {
        clock.advance(Duration.ofSeconds(11));
    }

    @Test
    void take_severalPods_higherPriorityFirst() throws Exception {
        add(A, 0);
        add(B, 5);
        assertEquals(B, take().pod());
        assertEquals(A, take().pod());
    }

    @Test
    void happened_parkedForIt_comesBackAfterAMoment() throws Exception {
        add(A, 0);
        queue.park(take(), ROOM);
        queue.happened(new Happening.VolumesChanged());
        assertEquals(1, queue.parkedCount());
        queue.happened(new Happening.NodeChanged("n1"));
        assertEquals(0, queue.parkedCount());
        add(B, 0);
        assertEquals(B, take().pod());
        passTime();
        assertEquals(A, take().pod());
    }

    @Test
    void park_somethingHappenedMeanwhile_isTriedAgain() throws Exception {
        add(A, 0);
        SchedulingQueue.Turn turn = take();
        queue.happened(new Happening.NodeChanged("n1"));
        queue.park(turn, ROOM);
        passTime();
        assertEquals(A, take().pod());
    }

    @Test
    void park_whatHappenedBeforeTheTurn_doesNotCount() throws Exception {
        add(A, 0);
        add(B, 0);
        SchedulingQueue.Turn first = take();
        queue.happened(new Happening.NodeChanged("n1"));
        SchedulingQueue.Turn second = take();
        queue.park(second, ROOM);
        queue.park(first, ROOM);
        assertEquals(1, queue.parkedCount());
        passTime();
        assertEquals(A, take().pod());
    }

    @Test
    void park_removedMeanwhile_isForgotten() throws Exception {
        add(A, 0);
        SchedulingQueue.Turn turn = take();
        queue.remove(A);
        queue.park(turn, ROOM);
        assertEquals(0, queue.parkedCount());
    }

    @Test
    void park_changedMeanwhile_isTriedAgain() throws Exception {
        add(A, 0);
        SchedulingQueue.Turn turn = take();
        add(A, 0);
        queue.park(turn, ROOM);
        passTime();
        assertEquals(A, take().pod());
    }

    @Test
    void parked_longAgo_isTriedWithoutAReason() throws Exception {
        add(A, 0);
        queue.park(take(), ROOM);
        clock.advance(Duration.ofMinutes(6));
        assertEquals(A, take().pod());
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, false"})
    void podLeft_roomForThePod_decidesWhetherItIsTried(int cores, boolean wakes) throws Exception {
        queue.add(A, pod(A, 0, cores));
        queue.park(take(), ROOM);
        queue.happened(new Happening.PodLeft(pod(B, -1, 1), "n1"));
        assertEquals(wakes ? 0 : 1, queue.parkedCount());
    }

    private static PodDemand spelt(String name, String labels, String spec) {
        return PodDemand.of(
                Pod.of(json("{'metadata':{'name':'%s','namespace':'default','uid':'%s','labels':{%s}},'spec':{%s}}"
                        .formatted(name, name, labels, spec))));
    }

    private static String affinity(String kind) {
        return """
            'affinity':{'%s':{'requiredDuringSchedulingIgnoredDuringExecution':[
             {'labelSelector':{'matchLabels':{'app':'db'}},'topologyKey':'host'}]}}""".formatted(kind);
    }

    private Happening happening(String text) {
        String[] words = text.split(" ", -1);
        PodDemand db = spelt("db", "'app':'db'", "");
        PodDemand web = spelt("web", "'app':'web'", "");
        return switch (words[0]) {
            case "node" -> new Happening.NodeChanged(words[1]);
            case "gone" -> new Happening.NodeGone("n9");
            case "placed" -> new Happening.PodPlaced(words[1].equals("db") ? db : web, "n1");
            case "left" -> new Happening.PodLeft(words[1].equals("db") ? db : web, "n1");
            case "volumes" -> new Happening.VolumesChanged();
            case "namespace" -> new Happening.NamespaceChanged("default");
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static String spec(String kind) {
        return switch (kind) {
            case "selector" -> "'nodeSelector':{'disk':'ssd'}";
            case "near" -> affinity("podAffinity");
            case "away" -> affinity("podAntiAffinity");
            case "spread" -> """
                'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'host','whenUnsatisfiable':'DoNotSchedule',
                 'labelSelector':{'matchLabels':{'app':'db'}}}]""";
            default -> "";
        };
    }

    /** The node n1 hasn't the label that is asked for, n2 has. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NODE    | selector | node n1     | false
            NODE    | selector | node n2     | true
            NODE    | selector | placed db   | false
            NODE    | selector | left db     | false
            NODE    | selector | volumes     | false
            NODE    | selector | namespace   | false
            NODE    | selector | gone        | false
            ROOM    | plain    | left web    | true
            ROOM    | plain    | placed web  | false
            ROOM    | plain    | volumes     | false
            ROOM    | plain    | node n2     | true
            ROOM    | plain    | namespace   | false
            ROOM    | selector | left web    | false
            VOLUMES | plain    | volumes     | true
            VOLUMES | plain    | left web    | false
            VOLUMES | plain    | placed web  | false
            VOLUMES | plain    | namespace   | false
            PODS    | near     | placed db   | true
            PODS    | near     | placed web  | false
            PODS    | near     | volumes     | false
            PODS    | near     | namespace   | true
            PODS    | away     | left db     | true
            PODS    | away     | left web    | false
            PODS    | spread   | placed db   | true
            PODS    | spread   | left db     | true
            PODS    | spread   | left web    | false
            PODS    | spread   | gone        | true
            """)
    void happened_eachThing_wakesOnlyWhomItMayHelp(Obstacle obstacle, String kind, String what, boolean wakes)
            throws Exception {
        image.put(Node.of(json(
                "{'metadata':{'name':'n2','labels':{'disk':'ssd'}},'status':{'allocatable':{'cpu':'2','pods':'9'}}}")));
        queue.add(A, spelt("a", "'app':'a'", spec(kind)));
        queue.park(take(), EnumSet.of(obstacle));
        queue.happened(happening(what));
        assertEquals(wakes ? 0 : 1, queue.parkedCount());
    }
}
