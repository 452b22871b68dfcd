package dev.leme.node.runtime.cri;

import static dev.leme.node.runtime.cri.CriErrors.call;
import static dev.leme.node.runtime.cri.CriErrors.callUnlessGone;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.base.retry.Backoff;
import dev.leme.base.stream.TerminalSize;
import dev.leme.cri.containerd.CloseIORequest;
import dev.leme.cri.containerd.ContainersGrpc;
import dev.leme.cri.containerd.DeleteProcessRequest;
import dev.leme.cri.containerd.ExecProcessRequest;
import dev.leme.cri.containerd.GetContainerRequest;
import dev.leme.cri.containerd.ResizePtyRequest;
import dev.leme.cri.containerd.StartRequest;
import dev.leme.cri.containerd.TasksGrpc;
import dev.leme.cri.containerd.WaitRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A further process in a container's task, by containerd's own task service. Failures are {@code RuntimeFailure}. */
final class TaskProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Backoff RECONNECT = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));
    private static final String PROCESS_TYPE = "types.containerd.io/opencontainers/runtime-spec/1/Process";
    private static final String TERM = "TERM=";

    private final ManagedChannel channel;
    private final ContainersGrpc.ContainersBlockingStub containers;
    private final TasksGrpc.TasksBlockingStub tasks;
    private final String containerId;
    private final String id;

    /** @param id unique in the container */
    TaskProcess(ManagedChannel channel, String containerId, String id) {
        this.channel = channel;
        this.containers = ContainerdCalls.containers(channel);
        this.tasks = ContainerdCalls.tasks(channel);
        this.containerId = containerId;
        this.id = id;
    }

    String id() {
        return id;
    }

    private TasksGrpc.TasksBlockingStub soon() {
        return tasks.withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Makes the process, not started yet, as the container's own in all but its command and terminal. */
    void create(List<String> command, TaskFifos fifos, @Nullable TerminalSize size) {
        ByteString spec = call(() -> containers
                        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .get(GetContainerRequest.newBuilder().setId(containerId).build()))
                .getContainer()
                .getSpec()
                .getValue();
        JsonObject process = process(Json.parseObject(spec.toByteArray()), command, fifos.terminal(), size);
        call(() -> soon().exec(ExecProcessRequest.newBuilder()
                .setContainerId(containerId)
                .setExecId(id)
                .setTerminal(fifos.terminal())
                .setStdin(TaskFifos.pathOf(fifos.stdin()))
                .setStdout(fifos.output(fifos.stdout()))
                .setStderr(fifos.output(fifos.stderr()))
                .setSpec(Any.newBuilder().setTypeUrl(PROCESS_TYPE).setValue(ByteString.copyFrom(Json.bytes(process))))
                .build()));
    }

    /** The container's own process, with another command: user, capabilities, directory and profiles stay. */
    static JsonObject process(JsonObject spec, List<String> command, boolean terminal, @Nullable TerminalSize size) {
        JsonObject.Builder process = spec.object("process").toBuilder()
                .put("args", JsonArray.ofStrings(command))
                .put("terminal", terminal)
                .remove("commandLine")
                .remove("consoleSize");
        if (terminal) {
            Stream<String> others =
                    spec.object("process").array("env").strings().stream().filter(each -> !each.startsWith(TERM));
            process.put(
                    "env",
                    JsonArray.ofStrings(
                            Stream.concat(others, Stream.of(TERM + "xterm")).toList()));
        }
        if (terminal && size != null) {
            process.put(
                    "consoleSize",
                    JsonObject.builder()
                            .put("height", size.height())
                            .put("width", size.width())
                            .build());
        }
        return process.build();
    }

    void start() throws StatusRuntimeException {
        soon().start(StartRequest.newBuilder()
                .setContainerId(containerId)
                .setExecId(id)
                .build());
    }

    /**
     * Waits for its end, also while containerd is started anew, and returns the exit code. An interruption, or the end
     * of the gRPC context, gives up.
     */
    int await() throws StatusRuntimeException, InterruptedException {
        WaitRequest request = WaitRequest.newBuilder()
                .setContainerId(containerId)
                .setExecId(id)
                .build();
        for (int tries = 1; ; tries++) {
            try {
                return tasks.wait(request).getExitStatus();
            } catch (StatusRuntimeException failure) {
                if (failure.getStatus().getCode() != Status.Code.UNAVAILABLE || channel.isShutdown()) {
                    throw failure;
                }
            }
            Thread.sleep(RECONNECT.after(tries));
        }
    }

    /** The shim holds the input's FIFO open also for writing, until this. */
    void closeInput() {
        callUnlessGone(() -> soon().closeIO(CloseIORequest.newBuilder()
                .setContainerId(containerId)
                .setExecId(id)
                .setStdin(true)
                .build()));
    }

    void resize(TerminalSize size) {
        callUnlessGone(() -> soon().resizePty(ResizePtyRequest.newBuilder()
                .setContainerId(containerId)
                .setExecId(id)
                .setWidth(size.width())
                .setHeight(size.height())
                .build()));
    }

    /** Lets containerd forget a process that has ended. */
    void delete() {
        callUnlessGone(() -> soon().deleteProcess(DeleteProcessRequest.newBuilder()
                .setContainerId(containerId)
                .setExecId(id)
                .build()));
    }
}
