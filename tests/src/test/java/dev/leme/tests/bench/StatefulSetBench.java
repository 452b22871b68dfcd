package dev.leme.tests.bench;

import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.RealCluster;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A StatefulSet of thirty pods on real containers, its image present: to all Ready in both orders, and its rolling update. */
class StatefulSetBench {

    private static final int PODS = Integer.getInteger("leme.pods", 30);

    @Test
    void statefulSet_ofThirty_printsItsFigures() throws Exception {
        RealCluster cluster = RealCluster.start("sb", "nginx");
        try {
            measure(cluster.kubectl(), "warm", "Parallel", 3);
            measure(cluster.kubectl(), "ordered", "OrderedReady", PODS);
            measure(cluster.kubectl(), "parallel", "Parallel", PODS);
        } finally {
            cluster.end();
        }
    }

    private static void measure(Kubectl kubectl, String name, String policy, int pods) {
        String manifest = """
                {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"%1$s"},
                 "spec":{"replicas":%2$d,"podManagementPolicy":"%3$s","selector":{"matchLabels":{"app":"%1$s"}},
                  "template":{"metadata":{"labels":{"app":"%1$s"}},"spec":{"terminationGracePeriodSeconds":1,
                   "containers":[{"name":"c","image":"nginx","imagePullPolicy":"IfNotPresent"}]}}}}
                """.formatted(name, pods, policy);
        long start = System.nanoTime();
        kubectl.reading(manifest, "apply", "-f", "-").succeeded();
        tell(kubectl, name, pods + " pods to Ready", start);
        start = System.nanoTime();
        kubectl.get("rollout", "restart", "statefulset/" + name);
        tell(kubectl, name, "rolling update of " + pods + " pods", start);
        kubectl.get("delete", "statefulset", name);
        kubectl.get("wait", "pod", "-l", "app=" + name, "--for=delete", "--timeout=120s");
    }

    private static void tell(Kubectl kubectl, String name, String what, long start) {
        kubectl.get("rollout", "status", "statefulset/" + name, "--timeout=300s");
        System.out.printf(Locale.ROOT, "%s: %s in %.2f s%n", name, what, (System.nanoTime() - start) / 1e9);
    }
}
