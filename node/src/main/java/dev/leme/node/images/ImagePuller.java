package dev.leme.node.images;

import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import dev.leme.node.environment.ConfigSources;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.ImageInfo;
import dev.leme.node.runtime.RuntimeFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a container's image be there, by its pull policy, and tells what happens. */
public final class ImagePuller {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5));

    /** Is told of what a person should see as an event. */
    public interface Listener {
        void normal(String reason, String message);

        void warning(String reason, String message);
    }

    private final ContainerRuntime runtime;
    private final ConfigSources sources;
    private final Clock clock;
    private final Runnable pulled;

    /** With what to run whenever the node's images have changed. */
    public ImagePuller(ContainerRuntime runtime, ConfigSources sources, Clock clock, Runnable pulled) {
        this.runtime = runtime;
        this.sources = sources;
        this.clock = clock;
        this.pulled = pulled;
    }

    /**
     * Tries once; blocks while it pulls.
     *
     * @param before what the last try told, or null
     */
    public ImageOutcome ensure(
            PodManifest pod, ContainerManifest container, @Nullable ImageOutcome before, Listener events) {
        String image = container.image();
        if (!ImageName.isValid(image)) {
            String message = "Failed to apply default image tag \"" + image + "\": couldn't parse image name \"" + image
                    + "\": invalid reference format";
            events.warning("InspectFailed", message);
            return missing("InvalidImageName", message, before, events);
        }
        try {
            Optional<ImageInfo> present = runtime.image(ImageName.tagged(image));
            boolean always = container.pullPolicy().equals("Always");
            if (present.isPresent() && !always) {
                events.normal(
                        "Pulled",
                        "Container image \"" + image + "\" already present on machine and can be accessed by the pod");
                return new ImageOutcome.Present(present.get().id());
            }
            if (container.pullPolicy().equals("Never")) {
                String message = "Container image \"" + image + "\" is not present with pull policy of Never";
                events.warning("ErrImageNeverPull", message);
                return missing("ErrImageNeverPull", message, before, events);
            }
        } catch (RuntimeFailure failure) {
            String message = "Failed to inspect image \"" + image + "\": " + failure.text();
            events.warning("InspectFailed", message);
            return missing("ImageInspectError", message, before, events);
        }
        return pull(pod, image, before, events);
    }

    private ImageOutcome pull(PodManifest pod, String image, @Nullable ImageOutcome before, Listener events) {
        events.normal("Pulling", "Pulling image \"" + image + "\"");
        long begin = clock.nanoTime();
        try {
            String ref = runtime.pullImage(
                    ImageName.tagged(image),
                    PullSecrets.find(pod, image, sources).orElse(null));
            String took = GoDuration.millis(Duration.ofNanos(clock.nanoTime() - begin));
            long size = runtime.image(ref).map(ImageInfo::sizeBytes).orElse(0L);
            events.normal(
                    "Pulled",
                    "Successfully pulled image \"" + image + "\" in " + took + " (" + took
                            + " including waiting). Image size: " + size + " bytes.");
            pulled.run();
            return new ImageOutcome.Present(ref);
        } catch (RuntimeFailure failure) {
            events.warning("Failed", "Failed to pull image \"" + image + "\": " + failure.text());
            return missing("ErrImagePull", failure.text(), before, events);
        }
    }

    private ImageOutcome.Missing missing(
            String reason, String message, @Nullable ImageOutcome before, Listener events) {
        events.warning("Failed", "Error: " + reason);
        int failures = before instanceof ImageOutcome.Missing last ? last.failures() + 1 : 1;
        Instant now = clock.now();
        return new ImageOutcome.Missing(reason, message, failures, now, now.plus(BACKOFF.after(failures)));
    }
}
