package dev.leme.controllers;

import dev.leme.controllers.clusterroleaggregation.ClusterRoleAggregationController;
import dev.leme.controllers.cronjob.CronJobController;
import dev.leme.controllers.daemonset.DaemonSetController;
import dev.leme.controllers.deployment.DeploymentController;
import dev.leme.controllers.endpoints.EndpointsController;
import dev.leme.controllers.endpointslice.EndpointSliceController;
import dev.leme.controllers.endpointslicemirroring.EndpointSliceMirroringController;
import dev.leme.controllers.eventexpiry.EventExpiryController;
import dev.leme.controllers.garbagecollector.GarbageCollector;
import dev.leme.controllers.job.JobController;
import dev.leme.controllers.namespace.NamespaceController;
import dev.leme.controllers.nodelifecycle.NodeLifecycleController;
import dev.leme.controllers.poddisruptionbudget.PodDisruptionBudgetController;
import dev.leme.controllers.podgc.PodGcController;
import dev.leme.controllers.replicaset.ReplicaSetController;
import dev.leme.controllers.replicationcontroller.ReplicationControllerController;
import dev.leme.controllers.resourcequota.ResourceQuotaController;
import dev.leme.controllers.rootca.RootCaController;
import dev.leme.controllers.serviceaccount.ServiceAccountController;
import dev.leme.controllers.servicecidr.ServiceCidrController;
import dev.leme.controllers.serviceloadbalancer.ServiceLoadBalancerController;
import dev.leme.controllers.statefulset.StatefulSetController;
import dev.leme.controllers.tainteviction.TaintEvictionController;
import dev.leme.controllers.ttlafterfinished.TtlAfterFinishedController;
import dev.leme.controllers.volume.VolumeControllers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** All controllers of a cluster: the visible list of what runs. */
public final class Controllers implements Controller {

    /** In the order of their start. Those that watch every kind come last, so that they share the caches of the others. */
    private static final List<Starter> ALL = List.of(
            ServiceAccountController::start,
            RootCaController::start,
            ClusterRoleAggregationController::start,
            StatefulSetController::start,
            ReplicaSetController::start,
            ReplicationControllerController::start,
            DeploymentController::start,
            DaemonSetController::start,
            JobController::start,
            CronJobController::start,
            TtlAfterFinishedController::start,
            VolumeControllers::startBinder,
            VolumeControllers::startProvisioner,
            VolumeControllers::startExpander,
            VolumeControllers::startClaimProtection,
            VolumeControllers::startVolumeProtection,
            PodDisruptionBudgetController::start,
            EndpointsController::start,
            EndpointSliceController::start,
            EndpointSliceMirroringController::start,
            ServiceCidrController::start,
            ServiceLoadBalancerController::start,
            NodeLifecycleController::start,
            TaintEvictionController::start,
            PodGcController::start,
            EventExpiryController::start,
            NamespaceController::start,
            ResourceQuotaController::start,
            GarbageCollector::start);

    private final Deque<Controller> running = new ArrayDeque<>();

    private Controllers() {}

    /** Starts all of them; the informers may be started before or after. */
    public static Controllers start(ControllerContext context) {
        Controllers controllers = new Controllers();
        for (Starter starter : ALL) {
            controllers.running.push(starter.start(context));
        }
        return controllers;
    }

    /** Stops all of them, the last first. */
    @Override
    public void close() {
        running.forEach(Controller::close);
    }
}
