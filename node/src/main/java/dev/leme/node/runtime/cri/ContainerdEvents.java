package dev.leme.node.runtime.cri;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.leme.base.life.TaskGroup;
import dev.leme.base.retry.Backoff;
import dev.leme.cri.containerd.ContainerCreate;
import dev.leme.cri.containerd.ContainerDelete;
import dev.leme.cri.containerd.Envelope;
import dev.leme.cri.containerd.EventsGrpc;
import dev.leme.cri.containerd.PublishRequest;
import dev.leme.cri.containerd.SubscribeRequest;
import dev.leme.cri.containerd.TaskExit;
import dev.leme.cri.containerd.TaskOOM;
import dev.leme.cri.containerd.TaskStart;
import dev.leme.node.runtime.RuntimeEvent;
import dev.leme.node.runtime.RuntimeEvent.Kind;
import dev.leme.node.runtime.RuntimeFailure;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One subscription to containerd's events, kept up for ever. Two things make it exact:
 *
 * <ul>
 *   <li>containerd does not say when a subscription has begun, so we publish a mark of our own until it comes back, and
 *       only then tell the listener to look at everything: nothing can fall between.
 *   <li>CRI learns of an exit from the same stream, so at the event its status may still say "running". The event is
 *       passed on when the status shows the end.
 * </ul>
 */
final class ContainerdEvents {
    private static final System.Logger LOG = System.getLogger(ContainerdEvents.class.getName());
    private static final String MARK_TOPIC = "/leme/subscribed";
    private static final Backoff RECONNECT = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));
    private static final Backoff SETTLE = new Backoff(Duration.ofMillis(1), Duration.ofMillis(250));
    private static final int MOST_SETTLE_TRIES = 60;

    private final ManagedChannel channel;
    private final EventsGrpc.EventsBlockingStub events;
    private final BooleanSupplier answers;
    private final Predicate<String> hasEnded;
    private final Consumer<RuntimeEvent> listener;
    private final TaskGroup tasks;
    private final BlockingQueue<RuntimeEvent> pending = new LinkedBlockingQueue<>();
    private final Context.CancellableContext context = Context.ROOT.withCancellation();

    /**
     * @param answers whether CRI is ready: after containerd's start its events come first
     * @param hasEnded whether the status of a container or sandbox shows its end
     */
    ContainerdEvents(
            ManagedChannel channel,
            BooleanSupplier answers,
            Predicate<String> hasEnded,
            Consumer<RuntimeEvent> listener,
            TaskGroup tasks) {
        this.channel = channel;
        this.events = ContainerdCalls.events(channel);
        this.answers = answers;
        this.hasEnded = hasEnded;
        this.listener = listener;
        this.tasks = tasks;
    }

    void start() {
        tasks.start("events-deliver", this::deliverAll);
        tasks.start("events", this::subscribeForEver);
    }

    void close() {
        context.cancel(null);
        // Wakes the delivering thread, which then sees that it is over.
        pending.add(RuntimeEvent.RESYNC);
    }

    private boolean isOver() {
        return context.isCancelled() || tasks.isClosed();
    }

    private void deliverAll() {
        try {
            while (!isOver()) {
                RuntimeEvent event = pending.take();
                if (!isOver()) {
                    deliver(event);
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** A listener's bug must not end the events. */
    private void deliver(RuntimeEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "a listener failed on " + event, bug);
        }
    }

    private void subscribeForEver() {
        int failures = 0;
        try {
            while (!isOver()) {
                failures = subscribeOnce() ? 1 : failures + 1;
                if (!isOver()) {
                    Thread.sleep(RECONNECT.after(failures));
                    channel.resetConnectBackoff();
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes events until the stream breaks; tells whether it had begun. */
    private boolean subscribeOnce() {
        String mark = UUID.randomUUID().toString();
        CountDownLatch begun = new CountDownLatch(1);
        Context.CancellableContext stream = context.withCancellation();
        tasks.start("events-mark", stream.wrap(() -> publishUntil(begun, mark, stream)));
        try {
            stream.run(() -> takeAll(begun, mark));
        } finally {
            stream.cancel(null);
        }
        return begun.getCount() == 0;
    }

    private void publishUntil(CountDownLatch begun, String mark, Context stream) {
        PublishRequest request = PublishRequest.newBuilder()
                .setTopic(MARK_TOPIC)
                .setEvent(Any.newBuilder().setTypeUrl("leme.dev/Subscribed").setValue(ByteString.copyFromUtf8(mark)))
                .build();
        try {
            for (int tries = 1; !stream.isCancelled(); tries++) {
                publish(request);
                if (begun.await(SETTLE.after(tries).toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(PublishRequest request) {
        try {
            events.publish(request);
        } catch (StatusRuntimeException notYet) {
            // The subscription may still begin on the next connection: the caller tries again until it has or is over.
            LOG.log(System.Logger.Level.DEBUG, "the mark was not published", notYet);
        }
    }

    private void takeAll(CountDownLatch begun, String mark) {
        try {
            Iterator<Envelope> stream = events.subscribe(
                    SubscribeRequest.newBuilder().addAllFilters(filters()).build());
            while (stream.hasNext()) {
                Envelope envelope = stream.next();
                if (!envelope.getTopic().equals(MARK_TOPIC)) {
                    take(envelope);
                } else if (envelope.getEvent().getValue().toStringUtf8().equals(mark) && begun.getCount() > 0) {
                    begun.countDown();
                    tasks.start("events-resync", this::resyncWhenAnswering);
                }
            }
        } catch (StatusRuntimeException | InvalidProtocolBufferException broken) {
            // Made anew by the caller, with a resync.
        }
    }

    private void resyncWhenAnswering() {
        try {
            for (int tries = 1; !isOver() && !answers.getAsBoolean(); tries++) {
                Thread.sleep(SETTLE.after(tries));
            }
            pending.add(RuntimeEvent.RESYNC);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> filters() {
        return List.of(
                        "/tasks/start",
                        "/tasks/exit",
                        "/tasks/oom",
                        "/containers/create",
                        "/containers/delete",
                        MARK_TOPIC)
                .stream()
                .map(topic -> "namespace==" + ContainerdCalls.NAMESPACE + ",topic==\"" + topic + "\"")
                .toList();
    }

    private void take(Envelope envelope) throws InvalidProtocolBufferException {
        ByteString value = envelope.getEvent().getValue();
        switch (envelope.getTopic()) {
            case "/tasks/exit" -> exited(TaskExit.parseFrom(value));
            case "/tasks/start" ->
                pending.add(new RuntimeEvent(
                        Kind.STARTED, TaskStart.parseFrom(value).getContainerId()));
            case "/tasks/oom" ->
                pending.add(new RuntimeEvent(
                        Kind.OUT_OF_MEMORY, TaskOOM.parseFrom(value).getContainerId()));
            case "/containers/create" ->
                pending.add(new RuntimeEvent(
                        Kind.CREATED, ContainerCreate.parseFrom(value).getId()));
            case "/containers/delete" ->
                pending.add(new RuntimeEvent(
                        Kind.DELETED, ContainerDelete.parseFrom(value).getId()));
            default -> {
                // Not asked for.
            }
        }
    }

    private void exited(TaskExit exit) {
        boolean ofACommandWithin = !exit.getId().isEmpty() && !exit.getId().equals(exit.getContainerId());
        if (!ofACommandWithin) {
            tasks.start("events-settle", () -> passOnWhenSettled(exit.getContainerId()));
        }
    }

    private void passOnWhenSettled(String id) {
        try {
            for (int tries = 1; tries <= MOST_SETTLE_TRIES && !hasEnded.test(id); tries++) {
                Thread.sleep(SETTLE.after(tries));
            }
        } catch (RuntimeFailure unreachable) {
            // The listener will find out by itself.
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
        pending.add(new RuntimeEvent(Kind.EXITED, id));
    }
}
