package dev.leme.tests.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A cluster on real containers in a network namespace of its own, without a way out.
 *
 * @param name of the cluster
 * @param namespace where its node lives
 * @param server its one process
 * @param kubectl the machine's, against it
 */
public record RealCluster(String name, NodeNamespace namespace, TestServer server, Kubectl kubectl) {

    private static final int PORT = 6443;

    /**
     * Starts one, with the named sample images; skips the test where the machine cannot run it.
     *
     * @param kind one or two letters that tell this test's clusters from others', which may run at the same time
     */
    public static RealCluster start(String kind, String... images) throws IOException, InterruptedException {
        return start(kind, false, images);
    }

    /** As the other; names outside the cluster are asked of whoever listens on the {@link #machineAddress}. */
    public static RealCluster startWithResolver(String kind, String... images)
            throws IOException, InterruptedException {
        return start(kind, true, images);
    }

    private static RealCluster start(String kind, boolean resolver, String... images)
            throws IOException, InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        assumeTrue(
                Program.exist("kubectl", "containerd", "runc", "ip", "nft", "nsenter", "script"),
                "needs the programs of a node, and kubectl");
        Path program = Kubectl.required();
        String name = kind + Long.toString(ProcessHandle.current().pid(), 36);
        Path home = Path.of("/var/lib/leme-tests", name);
        Files.createDirectories(home.getParent());
        NodeNamespace namespace = NodeNamespace.create("leme-" + name);
        TestServer server = TestServer.in(namespace, name, home, PORT);
        Kubectl kubectl = new Kubectl(program, server.kubeconfig());
        RealCluster plain = new RealCluster(name, namespace, server, kubectl);
        RealCluster cluster = resolver ? plain.askingTheMachine() : plain;
        try {
            cluster.server.start();
            for (String image : images) {
                cluster.importImage(image);
            }
        } catch (IOException | InterruptedException | AssertionError failure) {
            cluster.remove();
            throw failure;
        }
        return cluster;
    }

    /** The node itself is named first, as on a machine whose resolv.conf leads to the cluster. */
    private RealCluster askingTheMachine() throws IOException {
        String servers = "nameserver " + namespace.address() + "\nnameserver " + machineAddress() + "\n";
        Files.writeString(resolvConf(), servers);
        return new RealCluster(name, namespace, server.withResolvConf(resolvConf()), kubectl);
    }

    private Path resolvConf() {
        return Path.of("/var/lib/leme-tests", name + ".resolv.conf");
    }

    /** The address of the machine's end of the link to the node. */
    public String machineAddress() {
        String node = namespace.address();
        return node.substring(0, node.lastIndexOf('.')) + ".1";
    }

    private void importImage(String image) {
        kubectl.get(
                "create", "--raw", "/leme/v1/images", "-f", Project.image(image).toString());
    }

    /** Runs a program in the node's network namespace, as someone on the node would. */
    public Program.Result onTheNode(String... command) {
        return Program.run(namespace.inside(command), "", Map.of());
    }

    private void remove() throws IOException, InterruptedException {
        try {
            server.stop();
        } finally {
            server.purge();
            namespace.close();
            Files.deleteIfExists(resolvConf());
        }
    }

    /** Ends it and removes all of it; fails when anything is left on the machine. */
    public void end() throws IOException, InterruptedException {
        try {
            assertEquals(143, server.stop(), "SIGTERM's exit code");
        } finally {
            remove();
        }
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        assertFalse(namespace.exists(), "the network namespace is left");
        assertFalse(Files.exists(server.kubeconfig().getParent()), "files are left");
        assertFalse(Files.exists(Path.of("/run/leme", name)), "files in memory are left");
        assertFalse(Files.readString(Path.of("/proc/mounts")).contains("/" + name + "/"), "mounts are left");
        assertEquals(
                "",
                Program.run("find", "/sys/fs/cgroup", "-maxdepth", "3", "-name", "*" + name + "*")
                        .out());
        assertTrue(
                ProcessHandle.allProcesses()
                        .noneMatch(process ->
                                process.info().commandLine().orElse("").contains("/leme-tests/" + name + "/")),
                "processes are left");
    }
}
