package dev.leme.proxy;

import dev.leme.proxy.ruleset.NodeFacts;
import dev.leme.proxy.ruleset.TableFrame;
import java.util.List;

/**
 * What the proxy must know.
 *
 * @param tableName the nftables table (family {@code inet}) that is the proxy's own
 * @param nodeName the Node object's name
 * @param podRange all pods' addresses, as {@code 10.42.0.0/16}
 * @param serviceRange all cluster addresses, as {@code 10.43.0.0/16}
 * @param nodeAddresses the node's own IPv4 addresses, its main one first; node ports are answered there
 * @param masqueradeOutbound whether pods' traffic to outside of the pod range bears the node's address
 */
public record ProxySettings(
        String tableName,
        String nodeName,
        String podRange,
        String serviceRange,
        List<String> nodeAddresses,
        boolean masqueradeOutbound) {

    /** Keeps a copy. */
    public ProxySettings {
        nodeAddresses = List.copyOf(nodeAddresses);
    }

    TableFrame frame() {
        return new TableFrame(tableName, podRange, serviceRange, masqueradeOutbound);
    }

    NodeFacts node() {
        return new NodeFacts(nodeName, nodeAddresses, podRange);
    }
}
