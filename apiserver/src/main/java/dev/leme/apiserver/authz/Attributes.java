package dev.leme.apiserver.authz;

import dev.leme.apiserver.auth.User;

/**
 * What somebody wants to do, as authorization sees it.
 *
 * @param user who
 * @param verb get, list, watch, create, update, patch, delete, deletecollection, or a lower-case HTTP method for paths
 * @param namespace empty for the whole cluster
 * @param group the API group
 * @param version the version
 * @param resource the plural; empty for a path that isn't a resource's
 * @param subresource empty without
 * @param name empty for a collection
 * @param path the path, for what isn't a resource
 */
public record Attributes(
        User user,
        String verb,
        String namespace,
        String group,
        String version,
        String resource,
        String subresource,
        String name,
        String path) {

    /** The same wish, to make it. */
    public Attributes toCreate() {
        return new Attributes(user, "create", namespace, group, version, resource, subresource, name, path);
    }

    /** Whether a resource is meant, not a bare path. */
    public boolean isResource() {
        return !resource.isEmpty();
    }
}
