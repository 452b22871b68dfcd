package dev.leme.cluster;

import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.server.ApiServer;
import dev.leme.client.ApiClient;
import dev.leme.cluster.transport.LocalTransport;

/** Under which name each part of this process asks the API server; the default roles say what each may do. */
final class Identities {

    private final ApiServer server;

    Identities(ApiServer server) {
        this.server = server;
    }

    /** The cluster itself, which sets up what must be there first. */
    ApiClient cluster() {
        return client(User.master("system:apiserver"), "leme");
    }

    /** What the shared caches are filled by: it may read everything. */
    ApiClient caches() {
        return client(User.of("system:kube-controller-manager"), "leme-caches");
    }

    /** A controller, as the service account of its name. */
    ApiClient controller(String name) {
        String group = "system:serviceaccounts:kube-system";
        return client(User.of("system:serviceaccount:kube-system:" + name, "system:serviceaccounts", group), name);
    }

    /** The scheduler. */
    ApiClient scheduler() {
        return client(User.of("system:kube-scheduler"), "kube-scheduler");
    }

    /** The service proxy. */
    ApiClient proxy() {
        return client(User.of("system:kube-proxy"), "kube-proxy");
    }

    /** A node's agent. */
    ApiClient node(String name) {
        return client(User.of("system:node:" + name, "system:nodes"), "kubelet");
    }

    private ApiClient client(User user, String agent) {
        return new ApiClient(new LocalTransport(server, user), agent);
    }
}
