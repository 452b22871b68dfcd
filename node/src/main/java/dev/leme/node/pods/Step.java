package dev.leme.node.pods;

import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.observed.Instance;
import java.time.Duration;
import java.util.Optional;

/** One thing to do for a pod. Steps of one plan are independent: they run at the same time. */
public sealed interface Step {
    /** What two runs of must not overlap. */
    String key();

    /** Sets up the volumes, or brings them up to date. */
    record SetUpVolumes() implements Step {
        static final String KEY = "volumes";

        @Override
        public String key() {
            return KEY;
        }
    }

    /** Makes a sandbox; {@code replaced} is the dead one before it. */
    record RunSandbox(int attempt, Optional<String> replaced) implements Step {
        static final String KEY = "sandbox";

        @Override
        public String key() {
            return KEY;
        }
    }

    /** Makes the container's image be there. */
    record EnsureImage(ContainerManifest container) implements Step {
        @Override
        public String key() {
            return key(container.name());
        }

        static String key(String container) {
            return "image/" + container;
        }
    }

    /** Tells that pulling waits after a failure. */
    record ReportPullBackoff(ContainerManifest container, int failures) implements Step {
        /** By which it is known that this wait was told. */
        String mark() {
            return key() + "/" + failures;
        }

        @Override
        public String key() {
            return "pull-backoff/" + container.name();
        }
    }

    /** Tells that a container that keeps ending waits. */
    record ReportCrashBackoff(ContainerManifest container, Instance dead) implements Step {
        @Override
        public String key() {
            return "crash-backoff/" + container.name();
        }
    }

    /** Makes and starts a container. */
    record StartContainer(ContainerManifest container, int attempt) implements Step {
        @Override
        public String key() {
            return key(container.name());
        }

        static String key(String container) {
            return "start/" + container;
        }
    }

    /**
     * Ends a container: preStop hook, stop signal, and after the grace the kill.
     *
     * @param wanted the grace that was asked for; a shorter one later overtakes this step
     * @param grace what of it is left
     */
    record KillContainer(
            ContainerManifest container, Instance instance, String message, Duration wanted, Duration grace)
            implements Step {
        @Override
        public String key() {
            return "kill/" + instance.id() + "/" + wanted.toSeconds();
        }
    }

    /** Gives running containers the resources that they were granted. */
    record ResizeContainers() implements Step {
        @Override
        public String key() {
            return "resize";
        }
    }

    /** Forgets a run that ended long ago. */
    record RemoveContainer(Instance instance) implements Step {
        @Override
        public String key() {
            return "remove/" + instance.id();
        }
    }

    /** Stops the sandbox, which frees its network. */
    record StopSandbox(String id) implements Step {
        static final String PREFIX = "stop-sandbox/";

        @Override
        public String key() {
            return PREFIX + id;
        }
    }

    /** Takes the volumes away. */
    record TearDownVolumes() implements Step {
        @Override
        public String key() {
            return "tear-down";
        }
    }

    /** Deletes the API object, now that nothing runs any more. */
    record DeleteObject() implements Step {
        @Override
        public String key() {
            return "delete";
        }
    }

    /** Removes all that is left on the node. */
    record CleanUp() implements Step {
        @Override
        public String key() {
            return "clean-up";
        }
    }
}
