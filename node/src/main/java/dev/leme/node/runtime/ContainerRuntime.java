package dev.leme.node.runtime;

import dev.leme.base.stream.Duplex;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs pods' sandboxes and containers. All calls block and may be made from any number of threads; what fails throws
 * {@link RuntimeFailure}, and nothing is retried in here. Stopping or removing what is gone already succeeds.
 */
public interface ContainerRuntime extends AutoCloseable {
    RuntimeVersion version();

    /** The runtime's own conditions: {@code RuntimeReady} and {@code NetworkReady}. */
    List<RuntimeCondition> conditions();

    /**
     * Fetches an image and returns the reference to give to {@link ContainerSpec#image()}. Blocks until it is there or
     * has failed with the registry's own message; interrupting the thread gives up.
     */
    String pullImage(String reference, @Nullable RegistryAuth auth);

    List<ImageInfo> images();

    /** The image by name, digest or id, if it is present. */
    Optional<ImageInfo> image(String reference);

    void removeImage(String reference);

    List<ImageFilesystem> imageFilesystems();

    /** Makes the sandbox with its network and returns it with its addresses. Nothing is left of a failed attempt. */
    SandboxStatus runSandbox(SandboxSpec spec);

    /** Ends all that runs in the sandbox and frees its addresses. */
    void stopSandbox(String sandboxId);

    void removeSandbox(String sandboxId);

    List<Sandbox> sandboxes();

    Optional<SandboxStatus> sandbox(String sandboxId);

    /**
     * Makes a container, not started yet, and returns its id.
     *
     * @param sandbox the specification that {@link #runSandbox} was called with
     */
    String createContainer(String sandboxId, ContainerSpec spec, SandboxSpec sandbox);

    void startContainer(String containerId);

    /** Sends the stop signal, and after {@code grace} (whole seconds; zero at once) kills. Returns when it has ended. */
    void stopContainer(String containerId, Duration grace);

    void removeContainer(String containerId);

    List<Container> containers();

    Optional<ContainerStatus> container(String containerId);

    void updateResources(String containerId, LinuxResources resources);

    /** Makes the runtime open the container's log file anew, after it was renamed. */
    void reopenLog(String containerId);

    /** Usage of every running container. */
    List<ContainerStats> stats();

    Optional<ContainerStats> stats(String containerId);

    /**
     * Runs a command to its end, collecting its output.
     *
     * @param timeout whole seconds; zero: none. When it passes, the failure's kind is {@code TIMEOUT}.
     */
    ExecResult execSync(String containerId, List<String> command, Duration timeout);

    /**
     * Runs a command with the given streams until it ends. Interrupting the calling thread, or an {@link IOException}
     * from one of the streams, ends the session.
     */
    ProcessExit exec(String containerId, List<String> command, ProcessStreams streams)
            throws IOException, InterruptedException;

    /** Joins the streams of a running container's first process until it or the client ends. */
    ProcessExit attach(String containerId, ProcessStreams streams) throws IOException, InterruptedException;

    /** Carries one connection to a TCP port within the sandbox, until both directions have ended. */
    void portForward(String sandboxId, int port, Duplex connection) throws IOException, InterruptedException;

    /**
     * Pushes what happens to containers and sandboxes from now on, one at a time, on a thread of the runtime's: the
     * listener must not block. When an {@code EXITED} event comes, the status already shows it. After any gap (also at
     * the very start) a {@code RESYNC} event says: look at everything again.
     */
    Subscription events(Consumer<RuntimeEvent> listener);

    /** Lets go of the connection; containers go on. */
    @Override
    void close();

    /** A listener's registration. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
