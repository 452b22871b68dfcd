package dev.leme.controllers.statefulset;

import static dev.leme.controllers.simulation.Lives.require;

import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.client.event.EventRecorder;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.simulation.Lives;
import dev.leme.controllers.simulation.Node;
import dev.leme.controllers.simulation.World;
import dev.leme.testkit.api.FakeApi;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One life of a StatefulSet: people, a node, faults and restarts at random, then peace, in which it must come to rest. */
final class SetLife implements Lives.Life {

    private static final String NAME = "web";
    private static final Resource[] CACHED = {
        Resources.STATEFUL_SETS, Resources.PODS, Resources.PERSISTENT_VOLUME_CLAIMS, Resources.CONTROLLER_REVISIONS
    };
    private static final Resource[] OWNED = {
        Resources.PODS, Resources.PERSISTENT_VOLUME_CLAIMS, Resources.CONTROLLER_REVISIONS
    };
    private static final int DAYS = 70;
    private static final int DAYS_OF_PEACE = 200;
    private static final int QUIET_DAYS = 4;

    /** Events go to a server of their own: their thread must not disturb the order of things. */
    private static final EventRecorder EVENTS =
            new EventRecorder(new FakeApi(Clock.system()).client("events"), Clock.system(), "statefulset-controller");

    private final World world;
    private final Node node;
    private final SetInvariants invariants;
    private final Random random;
    private final boolean ordered;
    private final String retention;
    private int replicas = 3;
    private int start;
    private int gigabytes = 1;
    private String image = "i:1";
    private String strategy = rolling(0, 1);
    private StatefulSetReconciler reconciler;

    SetLife(long seed) {
        world = new World(seed, CACHED);
        random = world.random;
        node = new Node(world);
        ordered = random.nextInt(3) > 0;
        String[] policies = {"Retain", "Retain", "Delete"};
        retention = "{'whenDeleted':'%s','whenScaled':'%s'}"
                .formatted(policies[random.nextInt(3)], policies[random.nextInt(3)]);
        invariants = new SetInvariants(world, NAME, !retention.contains("Delete"));
        world.checking(invariants);
        reconciler = reconciler();
    }

    private static String rolling(int partition, int unavailable) {
        return "{'type':'RollingUpdate','rollingUpdate':{'partition':%d,'maxUnavailable':%d}}"
                .formatted(partition, unavailable);
    }

    private StatefulSetReconciler reconciler() {
        StatefulSetController.Caches caches = new StatefulSetController.Caches(
                world.cache(Resources.STATEFUL_SETS),
                world.cache(Resources.PODS),
                world.cache(Resources.PERSISTENT_VOLUME_CLAIMS),
                world.cache(Resources.CONTROLLER_REVISIONS));
        StatefulSetRunner runner = new StatefulSetRunner(world.controllerClient(), EVENTS);
        return new StatefulSetReconciler(world.controllerClient(), world.clock, runner, caches);
    }

    @Override
    public List<String> trace() {
        return world.trace();
    }

    @Override
    public String end() {
        String pods = world.all(Resources.PODS).stream()
                .map(pod -> pod.name() + " " + pod.labels().get(Identity.REVISION) + " " + pod.status())
                .collect(Collectors.joining("\n"));
        ApiObject set = set();
        return pods + "\n" + (set == null ? "" : set.spec() + "\n" + set.status());
    }

    @Override
    public void live() {
        create();
        for (int day = 0; day < DAYS; day++) {
            liveADay();
            invariants.check();
        }
        comeToRest();
    }

    private void liveADay() {
        int dice = random.nextInt(100);
        if (dice < 35) {
            world.reconcile(reconciler, NAME);
        } else if (dice < 60) {
            node.disturb();
        } else if (dice < 78) {
            world.seeSome();
        } else if (dice < 84) {
            world.collect(OWNED);
        } else if (dice < 88) {
            world.pass(Duration.ofSeconds(random.nextInt(20)));
        } else if (dice < 90) {
            restart();
        } else {
            changeSomething();
        }
    }

    private void restart() {
        world.tell("restart");
        world.restart();
        reconciler = reconciler();
    }

    private void create() {
        int minReady = random.nextInt(2) * 3;
        JsonObject spec = wanted().with("selector", TestCluster.json("{'matchLabels':{'app':'web'}}"))
                .with("podManagementPolicy", ordered ? "OrderedReady" : "Parallel")
                .with("persistentVolumeClaimRetentionPolicy", TestCluster.json(retention))
                .with("revisionHistoryLimit", 2)
                .with("minReadySeconds", minReady);
        ApiObject set = TestCluster.object("""
                {'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'web','namespace':'default'}}
                """);
        world.client.create(Resources.STATEFUL_SETS, set.with("spec", spec));
    }

    private JsonObject wanted() {
        return TestCluster.json("""
                {'replicas':%d,'ordinals':{'start':%d},'updateStrategy':%s,
                 'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'c','image':'%s'}]}},
                 'volumeClaimTemplates':[{'metadata':{'name':'www'},'spec':{'resources':{'requests':{'storage':'%dGi'}}}}]}
                """.formatted(replicas, start, strategy, image, gigabytes));
    }

    /** Makes the set what people want at the moment. */
    private void apply() {
        world.tell("wanted: " + replicas + " from " + start + " of " + image + " by " + strategy);
        JsonObject patch = JsonObject.of("spec", wanted());
        world.client.patch(Resources.STATEFUL_SETS, World.NAMESPACE, NAME, PatchType.MERGE, patch);
    }

    private void changeSomething() {
        switch (random.nextInt(9)) {
            case 0, 1 -> replicas = random.nextInt(6);
            case 2, 3 -> image = random.nextInt(4) == 0 ? Node.BROKEN : "i:" + random.nextInt(4);
            case 4 -> strategy = randomStrategy();
            case 5 -> start = random.nextInt(3);
            case 6 -> gigabytes++;
            case 7 -> deleteAPod();
            default -> replaceTheSet(random.nextBoolean());
        }
        apply();
    }

    private String randomStrategy() {
        return random.nextInt(5) == 0
                ? "{'type':'OnDelete','rollingUpdate':null}"
                : rolling(random.nextInt(3), 1 + random.nextInt(2));
    }

    /** By hand, by force, or by eviction. */
    private void deleteAPod() {
        List<ApiObject> pods = world.all(Resources.PODS);
        if (!pods.isEmpty()) {
            ApiObject pod = pods.get(random.nextInt(pods.size()));
            DeleteOptions options =
                    random.nextBoolean() ? DeleteOptions.DEFAULT : DeleteOptions.DEFAULT.withGracePeriod(0);
            world.client.delete(Resources.PODS, World.NAMESPACE, pod.name(), options);
        }
    }

    private void replaceTheSet(boolean orphaning) {
        world.tell("the set is deleted and made again" + (orphaning ? ", its pods are orphaned" : ""));
        if (orphaning) {
            for (Resource resource : OWNED) {
                world.all(resource).forEach(object -> orphan(resource, object));
            }
        }
        world.client.delete(Resources.STATEFUL_SETS, World.NAMESPACE, NAME, DeleteOptions.DEFAULT);
        create();
    }

    private void orphan(Resource resource, ApiObject object) {
        if (object.ownerReferences().stream()
                .anyMatch(owner -> owner.string("kind").equals("StatefulSet"))) {
            JsonObject none = JsonObject.EMPTY.with("ownerReferences", JsonArray.EMPTY);
            world.client.patch(
                    resource, World.NAMESPACE, object.name(), PatchType.MERGE, JsonObject.of("metadata", none));
        }
    }

    private void comeToRest() {
        image = "i:final";
        strategy = rolling(0, 1 + random.nextInt(2));
        replicas = 1 + random.nextInt(4);
        apply();
        world.api.calm();
        int quiet = 0;
        for (int day = 0; quiet < QUIET_DAYS; day++) {
            require(day < DAYS_OF_PEACE, "it doesn't come to rest");
            long before = world.api.revision();
            liveAPeacefulDay();
            quiet = world.api.revision() == before ? quiet + 1 : 0;
        }
        requireTheWantedState();
    }

    private void liveAPeacefulDay() {
        node.advanceAll();
        world.collect(OWNED);
        world.pass(Duration.ofSeconds(2));
        world.seeAll();
        world.reconcile(reconciler, NAME);
        invariants.check();
    }

    private void requireTheWantedState() {
        List<Pod> pods = world.all(Resources.PODS).stream().map(Pod::of).toList();
        List<String> names = pods.stream().map(pod -> pod.metadata().name()).toList();
        List<String> wanted = IntStream.range(start, start + replicas)
                .mapToObj(ordinal -> NAME + "-" + ordinal)
                .toList();
        require(names.equals(wanted), "pods " + names + " instead of " + wanted);
        for (Pod pod : pods) {
            require(
                    pod.spec().containers().getFirst().image().equals(image),
                    pod.metadata().name() + " is old");
            require(Node.isReady(pod.object()), pod.metadata().name() + " isn't ready");
            requireClaim(pod);
        }
        requireStatus();
        long revisions = world.all(Resources.CONTROLLER_REVISIONS).size();
        require(revisions <= 4, revisions + " revisions are kept");
    }

    private void requireClaim(Pod pod) {
        String name = "www-" + pod.metadata().name();
        ApiObject claim = world.client.find(Resources.PERSISTENT_VOLUME_CLAIMS, World.NAMESPACE, name);
        require(claim != null && !claim.isDeleting(), name + " is missing");
        String size = claim == null
                ? ""
                : claim.spec().object("resources").object("requests").string("storage");
        require(size.equals(gigabytes + "Gi"), name + " has " + size + " instead of " + gigabytes + "Gi");
    }

    private void requireStatus() {
        ApiObject object = set();
        var status = StatefulSet.of(object == null ? JsonObject.EMPTY : object.json())
                .status();
        List<Integer> counts = List.of(
                status.replicas(),
                status.readyReplicas(),
                status.availableReplicas(),
                status.updatedReplicas(),
                status.currentReplicas());
        require(counts.stream().allMatch(count -> count == replicas), "the status counts " + counts);
        require(status.currentRevision().equals(status.updateRevision()), "the update isn't complete");
    }

    private @Nullable ApiObject set() {
        return world.client.find(Resources.STATEFUL_SETS, World.NAMESPACE, NAME);
    }
}
