package dev.leme.api.resource;

/**
 * A kind as the API's paths name it.
 *
 * @param group the API group, empty for the core
 * @param version the version in the group
 * @param plural the path's segment, as {@code statefulsets}
 * @param kind the kind, as {@code StatefulSet}
 * @param namespaced whether objects live in namespaces
 */
public record Resource(String group, String version, String plural, String kind, boolean namespaced) {

    /** {@code apps/v1}, or {@code v1} for the core. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code statefulsets.apps}, or {@code pods} for the core: how messages name it. */
    public String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** The path of the collection, of one namespace where {@code namespace} isn't empty. */
    public String path(String namespace) {
        String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        return namespace.isEmpty() ? root + "/" + plural : root + "/namespaces/" + namespace + "/" + plural;
    }

    /** The path of one object. */
    public String path(String namespace, String name) {
        return path(namespace) + "/" + name;
    }

    @Override
    public String toString() {
        return plural + "." + version + "." + group;
    }
}
