package dev.leme.cli;

import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Option;
import dev.leme.cli.arguments.Synopsis;
import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.home.ClusterRecord;
import dev.leme.cli.home.HomeLock;
import dev.leme.cli.kubeconfig.KubeconfigFile;
import dev.leme.cli.network.NodeNamespace;
import dev.leme.cli.network.NodeNetwork;
import dev.leme.cli.network.WayOut;
import dev.leme.cli.process.ServerProcess;
import dev.leme.cluster.ClusterConfig;
import dev.leme.cluster.ClusterRemains;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The reverse of {@link Up}, from whatever state. */
final class DownCommand implements Command {
    private static final ClusterRecord UNKNOWN = new ClusterRecord(false, false, null, "127.0.0.1", 0, "");
    private static final String PURGE = "--purge";

    private final Invocation invocation;

    DownCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "down",
                "",
                0,
                List.of(
                        "Stops a cluster: its server, pods and network.",
                        "Its objects, volumes and images stay; './leme up' brings it back. Works too when the server has"
                                + " crashed."),
                List.of(
                        NAME,
                        Option.flag(PURGE, "Remove every trace: volumes, images, files, and the kubeconfig's entry.")));
    }

    @Override
    public int run(Arguments arguments) {
        ClusterHome home = Command.home(invocation, arguments);
        boolean purge = arguments.has(PURGE);
        boolean known = home.exists();
        if (!known && !purge) {
            invocation.say("there is no cluster '" + home.name() + "'");
            return 0;
        }
        HomeLock lock = HomeLock.acquire(
                home.commandLock(), () -> invocation.say("waiting for another leme command on this cluster"));
        try {
            ClusterRecord record = record(home, purge);
            requireRights(home, record);
            stop(home, record);
            if (purge) {
                purge(home, record);
                lock.remove();
                removeIfEmpty(invocation.lemeHome());
                removeIfEmpty(ClusterRemains.MEMORY);
            }
            invocation.say(told(home, known, purge));
            return 0;
        } catch (IOException failure) {
            throw new CommandFailure(
                    "cannot " + (purge ? "remove" : "stop") + " all of '" + home.name() + "' (" + failure.getMessage()
                            + "): run this again",
                    failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted: run this again", stopped);
        } finally {
            lock.close();
        }
    }

    private static String told(ClusterHome home, boolean known, boolean purge) {
        if (!known) {
            return "there was no cluster '" + home.name() + "'; nothing of its name is left";
        }
        return "cluster '" + home.name() + "' is " + (purge ? "removed" : "stopped; './leme up' brings it back");
    }

    private ClusterRecord record(ClusterHome home, boolean purge) {
        try {
            return ClusterRecord.read(home).orElseGet(this::unknown);
        } catch (CommandFailure damaged) {
            if (purge) {
                return unknown();
            }
            throw damaged;
        }
    }

    /** Of a cluster whose record is gone all is removed that would have its name. */
    private ClusterRecord unknown() {
        return invocation.administrator() ? UNKNOWN : new ClusterRecord(true, false, null, UNKNOWN.address(), 0, "");
    }

    private void requireRights(ClusterHome home, ClusterRecord record) {
        if (!record.simulated() && !invocation.administrator()) {
            throw new CommandFailure("cluster '" + home.name() + "' has real containers: run this as root");
        }
    }

    private void stop(ClusterHome home, ClusterRecord record) throws IOException, InterruptedException {
        Optional<ProcessHandle> server = ServerProcess.find(home);
        if (server.isPresent()) {
            invocation.say("stopping the server of cluster '" + home.name() + "'");
            ServerProcess.stop(server.get());
        }
        Files.deleteIfExists(home.serverPid());
        ClusterConfig config = Configurations.of(home, record);
        if (!record.simulated()) {
            invocation.say("stopping its pods");
            ClusterRemains.stop(config);
            removeNetwork(home, record);
        }
    }

    private static void removeNetwork(ClusterHome home, ClusterRecord record) throws InterruptedException {
        NodeNetwork noted = record.network();
        NodeNetwork network = noted == null ? NodeNetwork.named(home.name(), "") : noted;
        NodeNamespace namespace = new NodeNamespace(network);
        for (ProcessHandle process : namespace.processes()) {
            ServerProcess.stop(process);
        }
        namespace.remove();
        new WayOut(network).close();
    }

    private void purge(ClusterHome home, ClusterRecord record) throws IOException, InterruptedException {
        invocation.say("removing its files");
        for (Path file : record.kubeconfigs()) {
            leave(new KubeconfigFile(file), home, record.createdKubeconfigs().contains(file));
        }
        ClusterRemains.purge(Configurations.of(home, record));
    }

    private static void leave(KubeconfigFile file, ClusterHome home, boolean created) {
        if (!file.exists()) {
            return;
        }
        file.change(before -> before.without(home.context()));
        if (created) {
            file.deleteIfEmpty();
        }
    }

    private static void removeIfEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                return;
            }
        }
        Files.deleteIfExists(directory);
    }
}
