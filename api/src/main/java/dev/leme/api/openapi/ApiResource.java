package dev.leme.api.openapi;

import dev.leme.api.schema.Schemas;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A resource as the documents describe it.
 *
 * @param group the API group, empty for the core
 * @param version the version in the group
 * @param plural the path's segment, as {@code statefulsets}
 * @param kind the kind of its objects
 * @param definition the name of the kind's definition, as {@code io.k8s.api.apps.v1.StatefulSet}
 * @param namespaced whether objects live in namespaces
 * @param verbs what can be done, as discovery names it: {@code create}, {@code update}, {@code deletecollection}, …
 * @param subresources what lies below one object
 */
public record ApiResource(
        String group,
        String version,
        String plural,
        String kind,
        String definition,
        boolean namespaced,
        Set<String> verbs,
        List<Subresource> subresources) {

    /**
     * A subresource.
     *
     * @param name the path's segment, as {@code scale}
     * @param group the group of the kind that it takes
     * @param version the version of that kind
     * @param kind that kind
     * @param definition the name of that kind's definition
     * @param verbs what can be done
     */
    public record Subresource(
            String name, String group, String version, String kind, String definition, Set<String> verbs) {}

    /** A built-in resource, with what is known of the subresources of these names. */
    public static ApiResource builtIn(
            String group,
            String version,
            String plural,
            String kind,
            boolean namespaced,
            Set<String> verbs,
            Collection<String> subresources) {
        String definition = Schemas.definitionName(group, version, kind);
        List<Subresource> below = subresources.stream()
                .map(name -> KnownSubresources.of(name, group, version, kind))
                .toList();
        return new ApiResource(group, version, plural, kind, definition, namespaced, verbs, below);
    }

    /** The path of the group and version: {@code /apis/apps/v1} or {@code /api/v1}. */
    String root() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    /** Whether objects of this kind are custom resources, which have no strategic merge patch and no protobuf. */
    boolean isCustom() {
        return !definition.startsWith("io.k8s.");
    }
}
