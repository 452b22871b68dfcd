package dev.leme.node.blueprint;

import dev.leme.api.json.JsonObject;
import dev.leme.node.manifest.PodManifest;
import java.util.List;

/** The text of a pod's {@code /etc/hosts}, as Kubernetes lays it out. */
public final class HostsFile {
    private static final String OWN = """
            # Kubernetes-managed hosts file.
            127.0.0.1	localhost
            ::1	localhost ip6-localhost ip6-loopback
            fe00::	ip6-localnet
            fe00::	ip6-mcastprefix
            fe00::1	ip6-allnodes
            fe00::2	ip6-allrouters
            """;
    private static final String NODES = "# Kubernetes-managed hosts file (host network).\n";

    private HostsFile() {}

    /** For a pod with these addresses. */
    public static String of(PodManifest pod, PodNames names, List<String> addresses) {
        StringBuilder text = new StringBuilder(OWN);
        for (String address : addresses) {
            text.append(address);
            if (!names.fqdn().isEmpty()) {
                text.append('\t').append(names.fqdn());
            }
            text.append('\t').append(names.label()).append('\n');
        }
        return text.append(aliases(pod)).toString();
    }

    /** For a pod that has the node's network: the node's own file, and the aliases. */
    public static String ofNode(PodManifest pod, String nodesFile) {
        return NODES + nodesFile + aliases(pod);
    }

    private static String aliases(PodManifest pod) {
        StringBuilder text = new StringBuilder();
        for (JsonObject alias : pod.spec().array("hostAliases").objects()) {
            text.append(text.isEmpty() ? "\n# Entries added by HostAliases.\n" : "")
                    .append(alias.string("ip"))
                    .append('\t')
                    .append(String.join("\t", alias.array("hostnames").strings()))
                    .append('\n');
        }
        return text.toString();
    }
}
