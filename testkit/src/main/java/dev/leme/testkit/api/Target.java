package dev.leme.testkit.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a path means.
 *
 * @param apiVersion the group and version
 * @param plural the resource
 * @param namespace empty for none or all
 * @param name empty for the collection
 * @param subresource empty for the object itself
 */
record Target(String apiVersion, String plural, String namespace, String name, String subresource) {

    static Target of(String path) {
        List<String> parts = new ArrayList<>(Arrays.asList(path.substring(1).split("/")));
        boolean core = parts.removeFirst().equals("api");
        String apiVersion = core ? parts.removeFirst() : parts.removeFirst() + "/" + parts.removeFirst();
        String namespace = "";
        if (parts.size() > 2 && parts.getFirst().equals("namespaces") && !isOfNamespace(parts.get(2))) {
            namespace = parts.get(1);
            parts = parts.subList(2, parts.size());
        }
        return new Target(apiVersion, parts.getFirst(), namespace, at(parts, 1), at(parts, 2));
    }

    private static boolean isOfNamespace(String segment) {
        return segment.equals("status") || segment.equals("finalize");
    }

    private static String at(List<String> parts, int index) {
        return parts.size() > index ? parts.get(index) : "";
    }

    /** The prefix of the keys of the collection in all namespaces. */
    String collection() {
        return apiVersion + "/" + plural + "/";
    }

    /** The key of the object; names hold no slash, so keys can't collide. */
    String key() {
        return collection() + namespace + "/" + name;
    }

    Target named(String otherName) {
        return new Target(apiVersion, plural, namespace, otherName, subresource);
    }

    String qualified() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? plural : plural + "." + apiVersion.substring(0, slash);
    }
}
