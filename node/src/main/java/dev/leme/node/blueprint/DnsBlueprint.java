package dev.leme.node.blueprint;

import dev.leme.api.json.JsonObject;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.runtime.SandboxDns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pod's resolver settings by its {@code dnsPolicy} and {@code dnsConfig}. */
public final class DnsBlueprint {
    private DnsBlueprint() {}

    /**
     * The settings.
     *
     * @param nodesResolver the text of the node's {@code resolv.conf}
     */
    public static SandboxDns of(PodManifest pod, NodeFacts node, String nodesResolver) {
        String policy = pod.spec().string("dnsPolicy");
        boolean first = policy.equals("ClusterFirstWithHostNet")
                || (!policy.equals("Default") && !policy.equals("None") && !pod.hostNetwork());
        SandboxDns base;
        if (policy.equals("None")) {
            base = new SandboxDns(List.of(), List.of(), List.of());
        } else if (first && !node.dnsServers().isEmpty()) {
            base = cluster(pod.namespace(), node);
        } else {
            base = pod.spec().has("dnsConfig") ? parse(nodesResolver) : SandboxDns.NODE;
        }
        return merge(base, pod.spec().object("dnsConfig"));
    }

    private static SandboxDns cluster(String namespace, NodeFacts node) {
        String domain = node.clusterDomain();
        List<String> searches = List.of(namespace + ".svc." + domain, "svc." + domain, domain);
        return new SandboxDns(node.dnsServers(), searches, List.of("ndots:5"));
    }

    private static SandboxDns parse(String resolver) {
        List<String> servers = new ArrayList<>();
        List<String> searches = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (String line : resolver.split("\n", -1)) {
            List<String> words = List.of(line.strip().split("\\s+"));
            List<String> rest = words.subList(1, words.size());
            switch (words.getFirst()) {
                case "nameserver" -> servers.addAll(rest);
                case "search", "domain" -> {
                    searches.clear();
                    searches.addAll(rest);
                }
                case "options" -> options.addAll(rest);
                default -> {}
            }
        }
        return new SandboxDns(servers, searches, options);
    }

    private static SandboxDns merge(SandboxDns base, JsonObject config) {
        if (config.isEmpty()) {
            return base;
        }
        Set<String> servers = new LinkedHashSet<>(base.servers());
        servers.addAll(config.array("nameservers").strings());
        Set<String> searches = new LinkedHashSet<>(base.searches());
        searches.addAll(config.array("searches").strings());
        Map<String, String> options = new LinkedHashMap<>();
        base.options().forEach(option -> options.put(option.split(":", 2)[0], option));
        for (JsonObject option : config.array("options").objects()) {
            String name = option.string("name");
            options.put(name, option.has("value") ? name + ":" + option.string("value") : name);
        }
        return new SandboxDns(List.copyOf(servers), List.copyOf(searches), List.copyOf(options.values()));
    }
}
