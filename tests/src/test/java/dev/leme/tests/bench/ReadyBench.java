package dev.leme.tests.bench;

import com.sun.net.httpserver.HttpServer;
import dev.leme.client.http.Kubeconfig;
import dev.leme.tests.machine.RealCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The whole way of a change, on a real server with its controllers and its proxy: from a pod's Ready, as a kubelet writes it, to the
 * first connection through a Service, and from the start of {@code kubectl create service} to the first, with a few and with
 * 10,000 Services in the table. The pods are on a node that has no kubelet, and their address is the host's; clients ask a
 * node port from the host. Needs root.
 */
class ReadyBench {

    private static final int MANY = 10_000;
    /** Rounds that aren't counted: a server that has just started is a compiler at work, on the same cores. */
    private static final int WARM_UP = 400;

    private static final int CHANGES = 200;
    private static final int CREATED = 10;
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";

    private RealCluster cluster;
    private String host;
    private int port;
    private int published;

    @BeforeEach
    void aCluster() throws Exception {
        cluster = RealCluster.start("rb");
        host = cluster.namespace().address().replaceFirst("\\.2$", ".1");
    }

    @Test
    void ready_toTheFirstConnection_printsItsFigures() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(host), 0), 0);
        server.start();
        port = server.getAddress().getPort();
        try {
            measure(1);
            publishUpTo(MANY);
            measure(2);
        } finally {
            server.stop(0);
            cluster.end();
        }
    }

    private LeanConnection connection() throws Exception {
        return new LeanConnection(Kubeconfig.read(cluster.kubectl().kubeconfig()));
    }

    /** On a node of its own each time: one that no kubelet keeps alive is given up after 50 s. */
    private void measure(int round) throws Exception {
        String node = "bench-" + round;
        try (LeanConnection connection = connection()) {
            send(connection, "POST", "/api/v1/nodes", "{'metadata':{'name':'" + node + "'}}");
            changes(connection, node, 30100 + round);
            creations(connection, node, 30200 + 100 * round);
        }
    }

    private void changes(LeanConnection api, String node, int nodePort) throws Exception {
        String name = "web-" + node;
        send(api, "POST", PODS, pod(name, node, ""));
        send(
                api,
                "POST",
                SERVICES,
                "{'metadata':{'name':'" + name + "'},'spec':{'type':'NodePort','selector':{'app':'" + name
                        + "'},'ports':[{'port':80,'targetPort':" + port + ",'nodePort':" + nodePort + "}]}}");
        List<Double> sinceSent = new ArrayList<>();
        List<Double> sinceReady = new ArrayList<>();
        for (int i = -WARM_UP; i < CHANGES; i++) {
            readiness(api, name, node, "False");
            await(nodePort, false);
            long sent = System.nanoTime();
            readiness(api, name, node, "True");
            long ready = System.nanoTime();
            await(nodePort, true);
            long answers = System.nanoTime();
            if (i >= 0) {
                sinceSent.add((answers - sent) / 1e6);
                sinceReady.add((answers - ready) / 1e6);
            }
        }
        tell("a pod's Ready is sent to the API", sinceSent);
        tell("a pod is Ready: its status is durable and answered", sinceReady);
    }

    private void creations(LeanConnection api, String node, int firstPort) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < CREATED; i++) {
            String name = "new-" + node + "-" + i;
            send(api, "POST", PODS, pod(name, node, ""));
            readiness(api, name, node, "True");
            int nodePort = firstPort + i;
            long start = System.nanoTime();
            Process kubectl = cluster.kubectl()
                    .start("create", "service", "nodeport", name, "--tcp=80:" + port, "--node-port=" + nodePort);
            await(nodePort, true);
            millis.add((System.nanoTime() - start) / 1e6);
            kubectl.waitFor();
        }
        tell("kubectl create service starts", millis);
    }

    private void tell(String what, List<Double> millis) {
        Collections.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%,d Services: %s, its Service answers %.1f ms later in the median, p99 %.1f ms, at most %.1f ms%n",
                published,
                what,
                millis.get(millis.size() / 2),
                millis.get(millis.size() * 99 / 100),
                millis.getLast());
    }

    private static String pod(String name, String node, String status) {
        return "{'metadata':{'name':'" + name + "','labels':{'app':'" + name + "'}},'spec':{'nodeName':'" + node
                + "','containers':[{'name':'c','image':'c'}]}" + status + "}";
    }

    private void readiness(LeanConnection api, String name, String node, String ready) throws IOException {
        String status = ",'status':{'phase':'Running','podIP':'" + host + "','podIPs':[{'ip':'" + host
                + "'}],'conditions':[{'type':'Ready','status':'" + ready + "'}]}";
        send(api, "PUT", PODS + "/" + name + "/status", pod(name, node, status));
    }

    private void publishUpTo(int services) throws Exception {
        List<FutureTask<Integer>> writers = new ArrayList<>();
        int each = services / 8;
        for (int writer = 0; writer < 8; writer++) {
            int first = writer * each;
            FutureTask<Integer> task = new FutureTask<>(() -> publish(first, first + each));
            Thread.ofPlatform().start(task);
            writers.add(task);
        }
        for (FutureTask<Integer> task : writers) {
            published += task.get();
        }
    }

    private int publish(int from, int to) throws Exception {
        try (LeanConnection connection = connection()) {
            for (int i = from; i < to; i++) {
                send(connection, "POST", SERVICES, "{'metadata':{'name':'s" + i + "'},'spec':{'ports':[{'port':80}]}}");
                send(
                        connection,
                        "POST",
                        SLICES,
                        "{'metadata':{'name':'s" + i + "-1','labels':{'kubernetes.io/service-name':'s" + i
                                + "'}},'addressType':'IPv4','ports':[{'name':'','port':80,'protocol':'TCP'}],"
                                + "'endpoints':[{'addresses':['10.42.0.250']}]}");
            }
        }
        return to - from;
    }

    private static void send(LeanConnection connection, String method, String path, String body) throws IOException {
        byte[] json = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        connection.exchange(connection.request(method, path, json));
    }

    private void await(int nodePort, boolean answered) {
        InetSocketAddress target = new InetSocketAddress(cluster.namespace().address(), nodePort);
        while (connects(target) != answered) {
            LockSupport.parkNanos(200_000);
        }
    }

    private static boolean connects(InetSocketAddress target) {
        try (Socket socket = new Socket()) {
            socket.connect(target, 5_000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
