package dev.leme.proxy;

import dev.leme.api.address.AddressRange;
import dev.leme.proxy.ruleset.NodeFacts;
import dev.leme.proxy.ruleset.TableFrame;
import java.util.List;
import java.util.TreeSet;

/**
 * What the proxy must know. A family of addresses for which there is no pod range has no rules.
 *
 * @param tableName the nftables table (family {@code inet}) that is the proxy's own
 * @param nodeName the Node object's name
 * @param podRanges all pods' addresses, as {@code 10.42.0.0/16}
 * @param serviceRanges all cluster addresses, as {@code 10.43.0.0/16}
 * @param nodeAddresses the node's own addresses, its main one first; node ports are answered there
 * @param loadBalancerPool the cluster's own addresses for load balancers, which nodes answer for
 * @param masqueradeOutbound whether pods' traffic to outside of the pod range bears the node's address
 */
public record ProxySettings(
        String tableName,
        String nodeName,
        List<String> podRanges,
        List<String> serviceRanges,
        List<String> nodeAddresses,
        List<AddressRange> loadBalancerPool,
        boolean masqueradeOutbound) {

    /** Keeps copies. */
    public ProxySettings {
        podRanges = List.copyOf(podRanges);
        serviceRanges = List.copyOf(serviceRanges);
        nodeAddresses = List.copyOf(nodeAddresses);
        loadBalancerPool = List.copyOf(loadBalancerPool);
    }

    TableFrame frame() {
        return new TableFrame(tableName, podRanges, serviceRanges, masqueradeOutbound);
    }

    NodeFacts node() {
        return new NodeFacts(nodeName, "", nodeAddresses, podRanges, loadBalancerPool, new TreeSet<>());
    }
}
