package dev.leme.node.runtime.cri;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.base.life.TaskGroup;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.node.runtime.RuntimeFailure;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Runs commands in containers through containerd's own task service, with FIFOs of ours as their streams. CRI's exec
 * would do but for one thing: containerd's streaming server ends a command's input with the first of its outputs that
 * ends, so that {@code cat > file} loses most of what it is sent.
 */
final class TaskExec {
    private static final System.Logger LOG = System.getLogger(TaskExec.class.getName());

    private final ManagedChannel channel;
    private final Path directory;
    private final TaskGroup tasks;
    private boolean cleared;

    /**
     * @param directory for FIFOs, this object's alone: those of an earlier server are removed
     * @param tasks wait for processes whose clients have gone
     */
    TaskExec(ManagedChannel channel, Path directory, TaskGroup tasks) {
        this.channel = channel;
        this.directory = directory;
        this.tasks = tasks;
    }

    /** What an earlier server left; its processes keep the FIFOs that they have open. */
    private synchronized void clearOnce() throws IOException {
        if (cleared) {
            return;
        }
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        cleared = true;
    }

    ProcessExit run(String containerId, List<String> command, ProcessStreams streams)
            throws IOException, InterruptedException {
        clearOnce();
        TaskProcess process =
                new TaskProcess(channel, containerId, UUID.randomUUID().toString());
        TaskFifos fifos = TaskFifos.create(directory, process.id(), streams);
        TaskSession session = new TaskSession(process, fifos, streams);
        session.openSizes();
        try {
            process.create(command, fifos, session.size());
            session.openOutputs();
            process.start();
        } catch (StatusRuntimeException refused) {
            leave(process, session, fifos);
            requireNotInterrupted();
            return notStarted(process.id(), refused);
        } catch (RuntimeFailure | IOException failure) {
            leave(process, session, fifos);
            requireNotInterrupted();
            throw failure;
        }
        session.releaseOutputs();
        session.openInputs();
        return attend(process, session, fifos);
    }

    /** Waits for the process's end and its last output; a client that goes earlier leaves it to the background. */
    private ProcessExit attend(TaskProcess process, TaskSession session, TaskFifos fifos)
            throws IOException, InterruptedException {
        boolean over = false;
        try {
            int code = await(process, session);
            session.awaitOutputs();
            over = true;
            return ProcessExit.ofCode(code);
        } finally {
            if (over) {
                session.end();
                fifos.close();
                process.delete();
            } else {
                leave(process, session, fifos);
            }
        }
    }

    private static int await(TaskProcess process, TaskSession session) throws IOException, InterruptedException {
        Context outer = session.attended().attach();
        try {
            return process.await();
        } catch (StatusRuntimeException failure) {
            IOException gone = session.clientGone();
            if (gone != null) {
                throw gone;
            }
            requireNotInterrupted();
            throw CriErrors.failure(failure);
        } finally {
            session.attended().detach(outer);
        }
    }

    private static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("session interrupted");
        }
    }

    /** The process, if there is one, goes on, as with CRI, though nobody looks. */
    private void leave(TaskProcess process, TaskSession session, TaskFifos fifos) throws IOException {
        session.end();
        if (tasks.isClosed()) {
            session.releaseOutputs();
            session.abandonOutputs();
            fifos.close();
        } else {
            tasks.start("exec-unattended", () -> outlive(process, session, fifos));
        }
    }

    private static void outlive(TaskProcess process, TaskSession session, TaskFifos fifos) {
        try (fifos) {
            boolean forgotten = isForgotten(process);
            // Not before: the shim, which may still be about to start it, waits for readers as long as it is let.
            session.releaseOutputs();
            if (!forgotten) {
                process.await();
                session.awaitOutputs();
                process.delete();
            }
        } catch (StatusRuntimeException | RuntimeFailure | IOException unknown) {
            LOG.log(System.Logger.Level.DEBUG, "the end of an unattended command is not known", unknown);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            session.abandonOutputs();
        }
    }

    /** One that never started, or has ended, can be deleted; one that runs cannot. The answer waits for a start under way. */
    private static boolean isForgotten(TaskProcess process) {
        try {
            process.delete();
            return true;
        } catch (RuntimeFailure itRuns) {
            return false;
        }
    }

    /** As CRI's streaming server tells of a command that could not be started. */
    private static ProcessExit notStarted(String id, StatusRuntimeException refused) {
        String cause = "error executing command in container: failed to exec in container: failed to start exec \"" + id
                + "\": " + refused.getStatus().getDescription();
        String message = "Internal error occurred: " + cause;
        JsonObject status = JsonObject.builder()
                .put("metadata", JsonObject.EMPTY)
                .put("status", "Failure")
                .put("message", message)
                .put("reason", "InternalError")
                .put(
                        "details",
                        JsonObject.of(
                                "causes",
                                JsonArray.of(JsonObject.builder()
                                        .put("message", cause)
                                        .build())))
                .put("code", 500)
                .build();
        return new ProcessExit(-1, message, Json.write(status));
    }
}
