package dev.leme.apiserver.discovery;

import dev.leme.api.resource.Resource;
import java.util.Collection;
import java.util.List;

/**
 * One served resource, as discovery tells it.
 *
 * @param resource its names
 * @param singular its name in the singular
 * @param shortNames the names that a person types
 * @param categories the groups it is listed with, as {@code all}
 * @param verbs what can be done with it
 * @param subresources what hangs below its objects
 */
public record DiscoveredResource(
        Resource resource,
        String singular,
        List<String> shortNames,
        List<String> categories,
        List<String> verbs,
        List<Subresource> subresources) {

    private static final List<String> PARTS = List.of("get", "patch", "update");
    private static final List<String> STREAMS = List.of("create", "get");
    private static final List<String> EVERY_METHOD = List.of("create", "delete", "get", "patch", "update");

    /**
     * What hangs below an object.
     *
     * @param name its name, as {@code status}
     * @param group the group of what is exchanged; empty when the parent's
     * @param version the version of what is exchanged; empty when the parent's
     * @param kind the kind of what is exchanged
     * @param verbs what can be done with it
     */
    public record Subresource(String name, String group, String version, String kind, List<String> verbs) {}

    /** Sorts what upstream sorts. */
    public DiscoveredResource {
        verbs = verbs.stream().sorted().toList();
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        subresources = subresources.stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }

    /** With its subresources by name alone: what each exchanges and allows is the same on every cluster. */
    public static DiscoveredResource of(
            Resource resource,
            String singular,
            Collection<String> shortNames,
            Collection<String> categories,
            Collection<String> verbs,
            Collection<String> subresources) {
        return new DiscoveredResource(
                resource,
                singular,
                List.copyOf(shortNames),
                List.copyOf(categories),
                List.copyOf(verbs),
                subresources.stream().map(name -> subresource(resource, name)).toList());
    }

    private static Subresource subresource(Resource resource, String name) {
        return switch (name) {
            case "scale" -> new Subresource(name, "autoscaling", "v1", "Scale", PARTS);
            case "eviction" -> new Subresource(name, "policy", "v1", "Eviction", List.of("create"));
            case "token" -> new Subresource(name, "authentication.k8s.io", "v1", "TokenRequest", List.of("create"));
            case "binding" -> new Subresource(name, "", "", "Binding", List.of("create"));
            case "log" -> new Subresource(name, "", "", resource.kind(), List.of("get"));
            case "exec" -> new Subresource(name, "", "", "PodExecOptions", STREAMS);
            case "attach" -> new Subresource(name, "", "", "PodAttachOptions", STREAMS);
            case "portforward" -> new Subresource(name, "", "", "PodPortForwardOptions", STREAMS);
            case "proxy" -> new Subresource(name, "", "", resource.kind() + "ProxyOptions", EVERY_METHOD);
            case "finalize" -> new Subresource(name, "", "", resource.kind(), List.of("update"));
            default -> new Subresource(name, "", "", resource.kind(), PARTS);
        };
    }
}
