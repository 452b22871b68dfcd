package dev.leme.node.status;

import dev.leme.node.manifest.ContainerManifest.Role;
import dev.leme.node.manifest.RestartPolicy;
import dev.leme.node.observed.Instance;
import java.util.List;

/** A pod's phase by the states of its containers, by Kubernetes' rules. */
enum PodPhase {
    PENDING("Pending"),
    RUNNING("Running"),
    SUCCEEDED("Succeeded"),
    FAILED("Failed");

    private final String title;

    PodPhase(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    boolean isTerminal() {
        return this == SUCCEEDED || this == FAILED;
    }

    /**
     * The phase.
     *
     * @param over whether the pod is ending and none of its containers runs any more
     */
    static PodPhase of(RestartPolicy policy, List<ContainerView> init, List<ContainerView> main, boolean over) {
        if (policy == RestartPolicy.NEVER && init.stream().anyMatch(PodPhase::hasFailed)) {
            return FAILED;
        }
        boolean mainSeen = main.stream().anyMatch(view -> view.isRunning() || view.ended() != null);
        boolean initializing = !mainSeen && init.stream().anyMatch(PodPhase::isUnfinished);
        boolean waiting = main.stream().anyMatch(view -> view.isWaiting() && view.ended() == null);
        if (initializing || (waiting && !(over && mainSeen))) {
            return PENDING;
        }
        if (main.stream().anyMatch(ContainerView::isRunning)) {
            return RUNNING;
        }
        boolean succeeded = main.stream().allMatch(PodPhase::hasSucceeded);
        if (over) {
            return succeeded ? SUCCEEDED : FAILED;
        }
        return switch (policy) {
            case ALWAYS -> RUNNING;
            case ON_FAILURE -> succeeded ? SUCCEEDED : RUNNING;
            case NEVER -> succeeded ? SUCCEEDED : FAILED;
        };
    }

    private static boolean hasFailed(ContainerView view) {
        Instance ended = view.ended();
        return view.container().role() == Role.INIT && !view.isRunning() && ended != null && ended.exitCode() != 0;
    }

    private static boolean hasSucceeded(ContainerView view) {
        Instance ended = view.ended();
        return ended != null && ended.exitCode() == 0;
    }

    private static boolean isUnfinished(ContainerView view) {
        return view.container().role() == Role.SIDECAR ? !view.started() && view.ended() == null : !view.ready();
    }
}
