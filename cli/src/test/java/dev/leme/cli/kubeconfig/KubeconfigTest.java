package dev.leme.cli.kubeconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.yaml.Yaml;
import org.junit.jupiter.api.Test;

class KubeconfigTest {
    private static final Kubeconfig FOREIGN = parse("""
            apiVersion: v1
            kind: Config
            preferences: {colors: true}
            clusters:
            - name: work
              cluster: {server: "https://work:443", insecure-skip-tls-verify: true}
            users:
            - name: alice
              user: {token: secret, exec: {command: login}}
            contexts:
            - name: work
              context: {cluster: work, user: alice, namespace: shop}
            current-context: work
            extensions:
            - name: mine
              extension: {a: [1, 2]}
            """);
    private static final Kubeconfig OURS = parse("""
            clusters:
            - name: inside
              cluster: {server: "https://198.18.0.2:6443", certificate-authority-data: Q0E=}
            users:
            - name: admin
              user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
            contexts:
            - name: inside
              context: {cluster: inside, user: admin}
            """);

    private static Kubeconfig parse(String yaml) {
        return new Kubeconfig((JsonObject) Yaml.parse(yaml));
    }

    @Test
    void with_foreignEntries_keepsThemAndMakesOursCurrent() {
        Kubeconfig merged = FOREIGN.with("leme", OURS);
        assertEquals("leme", merged.json().string("current-context"));
        assertEquals(2, merged.json().array("clusters").size());
        assertEquals(
                FOREIGN.json().array("users").get(0),
                merged.json().array("users").get(0));
        assertEquals(FOREIGN.json().get("extensions"), merged.json().get("extensions"));
        assertEquals(FOREIGN.json().get("preferences"), merged.json().get("preferences"));
        JsonObject cluster = merged.json().array("clusters").objects().get(1);
        assertEquals("leme", cluster.string("name"));
        assertEquals("https://198.18.0.2:6443", cluster.object("cluster").string("server"));
    }

    @Test
    void with_twice_isTheSame() {
        Kubeconfig once = FOREIGN.with("leme", OURS);
        assertEquals(once, once.with("leme", OURS));
    }

    @Test
    void with_newCertificates_replacesTheOldEntry() {
        Kubeconfig old = FOREIGN.with("leme", parse("""
                clusters: [{name: x, cluster: {server: "https://old:1"}}]
                users: [{name: x, user: {token: old}}]
                """));
        assertEquals(FOREIGN.with("leme", OURS), old.with("leme", OURS));
    }

    @Test
    void with_aNamespaceThatAPersonSet_keepsIt() {
        Kubeconfig once = Kubeconfig.EMPTY.with("leme", OURS);
        JsonObject context = JsonObject.of(
                        "context",
                        JsonObject.EMPTY
                                .with("cluster", "leme")
                                .with("user", "leme")
                                .with("namespace", "shop"))
                .with("name", "leme");
        Kubeconfig set = new Kubeconfig(once.json().with("contexts", dev.leme.api.json.JsonArray.of(context)));
        assertEquals(set, set.with("leme", OURS));
    }

    @Test
    void without_ours_leavesTheForeignOnesAndNoCurrentContext() {
        Kubeconfig left = FOREIGN.with("leme", OURS).without("leme");
        assertEquals(new Kubeconfig(FOREIGN.json().with("current-context", "")), left);
        assertFalse(left.isEmpty());
    }

    @Test
    void without_anotherCurrentContext_keepsIt() {
        Kubeconfig both = FOREIGN.with("leme", OURS);
        Kubeconfig switched = new Kubeconfig(both.json().with("current-context", "work"));
        assertEquals(FOREIGN, switched.without("leme"));
    }

    @Test
    void without_theOnlyEntry_isEmpty() {
        assertTrue(Kubeconfig.EMPTY.with("leme", OURS).without("leme").isEmpty());
    }
}
