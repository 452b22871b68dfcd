package dev.leme.cluster.pki;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What the API server's certificate stands for.
 *
 * @param dnsNames the host names
 * @param addresses the addresses
 */
public record ServerNames(List<String> dnsNames, List<InetAddress> addresses) {

    /** Copies both. */
    public ServerNames {
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
    }

    /**
     * The names by which pods and the node's own parts know the API server.
     *
     * @param nodeName the node's name
     * @param serviceAddress the address of the {@code kubernetes} Service
     * @param nodeAddresses where the server listens
     */
    public static ServerNames of(String nodeName, InetAddress serviceAddress, List<InetAddress> nodeAddresses) {
        List<InetAddress> addresses = new ArrayList<>();
        addresses.add(serviceAddress);
        addresses.addAll(nodeAddresses);
        addresses.add(InetAddress.ofLiteral("127.0.0.1"));
        addresses.add(InetAddress.ofLiteral("::1"));
        return new ServerNames(
                List.of(
                        "kubernetes",
                        "kubernetes.default",
                        "kubernetes.default.svc",
                        "kubernetes.default.svc.cluster.local",
                        "localhost",
                        nodeName),
                addresses.stream().distinct().toList());
    }
}
