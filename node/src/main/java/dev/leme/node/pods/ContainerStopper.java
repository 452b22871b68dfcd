package dev.leme.node.pods;

import dev.leme.node.images.ImagePuller;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Instance;
import dev.leme.node.runtime.SandboxStatus;
import java.time.Duration;
import java.util.Optional;

/** Ends one container: preStop hook, stop signal, and after the grace the kill. */
final class ContainerStopper {
    private static final Duration LEAST_AFTER_HOOK = Duration.ofSeconds(2);

    private final NodeServices node;
    private final PodState state;
    private final Hooks hooks;
    private final ContainerObserver observer;

    ContainerStopper(NodeServices node, PodState state) {
        this.node = node;
        this.state = state;
        this.hooks = new Hooks(node.runtime(), node.probes(), node.clock());
        this.observer = new ContainerObserver(node.runtime(), node.logs());
    }

    void kill(Step.KillContainer step) throws InterruptedException {
        PodManifest pod = state.pod();
        ContainerManifest container = step.container();
        Instance instance = step.instance();
        ImagePuller.Listener events = node.events().of(pod, container);
        events.normal("Killing", step.message());
        Duration left = step.grace();
        if (!container.preStop().isEmpty() && !left.isZero()) {
            left = runPreStop(container, instance, left, events);
        }
        node.runtime().stopContainer(instance.id(), left);
        Optional<Instance> after = observer.observe(instance.id(), instance.sandboxId());
        after.ifPresentOrElse(state::instance, () -> state.instanceGone(instance.id()));
    }

    /** Runs the hook within the grace; what is left of the grace, but time enough to react to the signal. */
    private Duration runPreStop(
            ContainerManifest container, Instance instance, Duration grace, ImagePuller.Listener events)
            throws InterruptedException {
        long begin = node.clock().nanoTime();
        String address = state.sandbox()
                .map(SandboxStatus::ips)
                .filter(ips -> !ips.isEmpty())
                .map(ips -> ips.getFirst())
                .orElse("127.0.0.1");
        Optional<String> failure = hooks.run(container.preStop(), container, instance.id(), address, grace);
        if (failure.isPresent()) {
            events.warning("FailedPreStopHook", "PreStopHook failed");
        }
        Duration left = grace.minusNanos(node.clock().nanoTime() - begin);
        return left.compareTo(LEAST_AFTER_HOOK) < 0 ? LEAST_AFTER_HOOK : left;
    }
}
