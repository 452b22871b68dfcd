package dev.leme.cluster.why;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an explanation may look at. */
public interface Facts {

    /** An object, or null. */
    @Nullable ApiObject find(Resource resource, String namespace, String name);

    /** The objects of a namespace; of all, where {@code namespace} is empty. */
    List<ApiObject> list(Resource resource, String namespace);

    /** The last line that a container wrote; of its life before the last restart where {@code previous}; empty for none. */
    String lastLine(ApiObject pod, String container, boolean previous);

    /** What the node's network says; nothing where pods are simulated and there is none. */
    Optional<Network> network();

    /** The node's network. */
    interface Network {
        /** What the cluster's DNS server answers to a question for a name's addresses or alias. */
        List<String> resolve(String name);

        /** Where the kernel sends a Service's packets, in nft's words; nothing where it has no rule. */
        Optional<String> rule(String address, String protocol, int port) throws IOException;

        /** Opens and closes a TCP connection: empty if that went well, else what went wrong. */
        String connect(String address, int port);
    }
}
