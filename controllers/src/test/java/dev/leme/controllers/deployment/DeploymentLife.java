package dev.leme.controllers.deployment;

import static dev.leme.controllers.simulation.Lives.require;

import dev.leme.api.apps.v1.Deployment;
import dev.leme.api.apps.v1.DeploymentStatus;
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
import dev.leme.controllers.replicas.ReplicasReconciler;
import dev.leme.controllers.replicaset.ReplicaSetController;
import dev.leme.controllers.simulation.Lives;
import dev.leme.controllers.simulation.Node;
import dev.leme.controllers.simulation.World;
import dev.leme.testkit.api.FakeApi;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** One life of a Deployment with both its controllers: people, a node, faults and restarts at random, then peace. */
final class DeploymentLife implements Lives.Life {

    private static final String NAME = "web";
    private static final Resource[] CACHED = {Resources.DEPLOYMENTS, Resources.REPLICA_SETS, Resources.PODS};
    private static final Resource[] OWNED = {Resources.REPLICA_SETS, Resources.PODS};
    private static final int DAYS = 90;
    private static final int DAYS_OF_PEACE = 200;
    private static final int QUIET_DAYS = 4;

    /** Events go to a server of their own: their thread must not disturb the order of things. */
    private static final EventRecorder EVENTS =
            new EventRecorder(new FakeApi(Clock.system()).client("events"), Clock.system(), "deployment-controller");

    private final World world;
    private final Node node;
    private final Random random;
    private int replicas = 3;
    private String image = "i:1";
    private String strategy = rolling(1, 1);
    private boolean paused;
    private DeploymentReconciler deployments;
    private ReplicasReconciler sets;

    DeploymentLife(long seed) {
        world = new World(seed, CACHED);
        random = world.random;
        node = new Node(world);
        world.checking(new BudgetCheck(world, NAME));
        deployments = deployments();
        sets = sets();
    }

    private static String rolling(int unavailable, int surge) {
        return "{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':%d,'maxSurge':%d}}"
                .formatted(unavailable, surge);
    }

    private DeploymentReconciler deployments() {
        return new DeploymentReconciler(
                world.controllerClient(),
                EVENTS,
                world.clock,
                world.cache(Resources.DEPLOYMENTS),
                world.cache(Resources.REPLICA_SETS),
                world.cache(Resources.PODS));
    }

    private ReplicasReconciler sets() {
        return new ReplicasReconciler(
                ReplicaSetController.KIND,
                world.controllerClient(),
                EVENTS,
                world.clock,
                world.cache(Resources.REPLICA_SETS),
                world.cache(Resources.PODS));
    }

    @Override
    public List<String> trace() {
        return world.trace();
    }

    @Override
    public String end() {
        StringBuilder end = new StringBuilder();
        for (Resource resource : CACHED) {
            world.all(resource)
                    .forEach(object -> end.append(object.name() + " " + object.annotations() + " "
                            + object.spec().without("template") + " " + object.status() + "\n"));
        }
        return end.toString();
    }

    @Override
    public void live() {
        create();
        for (int day = 0; day < DAYS; day++) {
            liveADay();
        }
        comeToRest();
    }

    private void liveADay() {
        int dice = random.nextInt(100);
        if (dice < 20) {
            world.reconcile(deployments, NAME);
        } else if (dice < 40) {
            reconcileASet();
        } else if (dice < 65) {
            node.disturb();
        } else if (dice < 82) {
            world.seeSome();
        } else if (dice < 86) {
            world.collect(OWNED);
        } else if (dice < 89) {
            world.pass(Duration.ofSeconds(random.nextInt(20)));
        } else if (dice < 91) {
            restart();
        } else {
            changeSomething();
        }
    }

    private void reconcileASet() {
        List<ApiObject> all = world.all(Resources.REPLICA_SETS);
        if (!all.isEmpty()) {
            world.reconcile(sets, all.get(random.nextInt(all.size())).name());
        }
    }

    private void restart() {
        world.tell("restart");
        world.restart();
        deployments = deployments();
        sets = sets();
    }

    private void create() {
        JsonObject spec = wanted().with("selector", TestCluster.json("{'matchLabels':{'app':'web'}}"))
                .with("revisionHistoryLimit", 2)
                .with("progressDeadlineSeconds", 600)
                .with("minReadySeconds", random.nextInt(2) * 3L);
        ApiObject deployment = TestCluster.object("""
                {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','namespace':'default'}}
                """);
        world.client.create(Resources.DEPLOYMENTS, deployment.with("spec", spec));
    }

    private JsonObject wanted() {
        return TestCluster.json("""
                {'replicas':%d,'strategy':%s,'paused':%b,
                 'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'c','image':'%s'}]}}}
                """.formatted(replicas, strategy, paused, image));
    }

    private void apply() {
        world.tell("wanted: " + replicas + " of " + image + " by " + strategy + (paused ? ", paused" : ""));
        JsonObject patch = JsonObject.of("spec", wanted());
        world.client.patch(Resources.DEPLOYMENTS, World.NAMESPACE, NAME, PatchType.MERGE, patch);
    }

    private void changeSomething() {
        switch (random.nextInt(9)) {
            case 0, 1 -> replicas = random.nextInt(7);
            case 2, 3 -> image = random.nextInt(4) == 0 ? Node.BROKEN : "i:" + random.nextInt(4);
            case 4 -> strategy = randomStrategy();
            case 5 -> paused = !paused;
            case 6, 7 -> deleteAPod();
            default -> replaceTheDeployment(random.nextBoolean());
        }
        apply();
    }

    private String randomStrategy() {
        int surge = random.nextInt(3);
        return random.nextInt(4) == 0
                ? "{'type':'Recreate','rollingUpdate':null}"
                : rolling(surge == 0 ? 1 : random.nextInt(3), surge);
    }

    private void deleteAPod() {
        List<ApiObject> pods = world.all(Resources.PODS);
        if (!pods.isEmpty()) {
            String name = pods.get(random.nextInt(pods.size())).name();
            world.client.delete(Resources.PODS, World.NAMESPACE, name, DeleteOptions.DEFAULT);
        }
    }

    private void replaceTheDeployment(boolean orphaning) {
        world.tell("the deployment is deleted and made again" + (orphaning ? ", its sets are orphaned" : ""));
        if (orphaning) {
            JsonObject none = JsonObject.of("metadata", JsonObject.of("ownerReferences", JsonArray.EMPTY));
            for (ApiObject set : world.all(Resources.REPLICA_SETS)) {
                world.client.patch(Resources.REPLICA_SETS, World.NAMESPACE, set.name(), PatchType.MERGE, none);
            }
        }
        world.client.delete(Resources.DEPLOYMENTS, World.NAMESPACE, NAME, DeleteOptions.DEFAULT);
        create();
    }

    private void comeToRest() {
        image = "i:final";
        paused = false;
        replicas = 1 + random.nextInt(5);
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
        for (ApiObject set : world.all(Resources.REPLICA_SETS)) {
            world.reconcile(sets, set.name());
        }
        world.seeAll();
        world.reconcile(deployments, NAME);
    }

    private void requireTheWantedState() {
        List<ApiObject> pods = world.all(Resources.PODS).stream()
                .filter(pod -> !pod.status().string("phase").equals("Failed")
                        && !pod.status().string("phase").equals("Succeeded"))
                .toList();
        require(pods.size() == replicas, pods.size() + " pods instead of " + replicas);
        for (ApiObject pod : pods) {
            String runs = pod.spec().array("containers").objects().getFirst().string("image");
            require(runs.equals(image) && Node.isReady(pod), pod.name() + " is old or not ready");
        }
        DeploymentStatus status = Deployment.of(world.client.get(Resources.DEPLOYMENTS, World.NAMESPACE, NAME))
                .status();
        List<Integer> counts = List.of(
                status.replicas(), status.readyReplicas(), status.availableReplicas(), status.updatedReplicas());
        require(counts.stream().allMatch(count -> count == replicas), "the status counts " + counts);
        String reason = status.conditions().stream()
                .filter(condition -> condition.type().equals("Progressing"))
                .map(condition -> condition.reason())
                .findFirst()
                .orElse("none");
        require(reason.equals("NewReplicaSetAvailable"), "Progressing is " + reason);
        int kept = world.all(Resources.REPLICA_SETS).size();
        require(kept <= 3, kept + " ReplicaSets are kept");
    }
}
