package dev.leme.apiserver.pipeline;

import dev.leme.apiserver.http.Query;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a request asks for, read from its method, path and query alone.
 *
 * @param verb get, list, watch, create, update, patch, delete, deletecollection; for other paths the method in lower case
 * @param group the API group, empty for the core
 * @param version the version, empty for what isn't a resource
 * @param namespace the namespace, empty for none
 * @param resource the plural, empty for what isn't a resource
 * @param name the object's name, empty for a collection
 * @param subresource what follows the name, empty without
 * @param rest the segments behind the subresource, as a proxied path
 * @param path the whole decoded path
 */
public record RequestInfo(
        String verb,
        String group,
        String version,
        String namespace,
        String resource,
        String name,
        String subresource,
        List<String> rest,
        String path) {

    private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

    /** Reads a request; a path that no resource can have gives one whose {@link #isResource} is false. */
    public static RequestInfo of(String method, String rawPath, Query query) {
        List<String> segments = Stream.of(rawPath.split("/"))
                .filter(part -> !part.isEmpty())
                .map(RequestInfo::decode)
                .toList();
        String path = "/" + String.join("/", segments);
        boolean core = segments.size() >= 3 && segments.get(0).equals("api");
        boolean grouped = segments.size() >= 4 && segments.get(0).equals("apis");
        if (!core && !grouped) {
            return new RequestInfo(method.toLowerCase(java.util.Locale.ROOT), "", "", "", "", "", "", List.of(), path);
        }
        String group = core ? "" : segments.get(1);
        String version = segments.get(core ? 1 : 2);
        return resource(method, query, group, version, segments.subList(core ? 2 : 3, segments.size()), path);
    }

    private static RequestInfo resource(
            String method, Query query, String group, String version, List<String> parts, String path) {
        String namespace = "";
        List<String> own = parts;
        if (own.get(0).equals("namespaces") && own.size() > 1) {
            namespace = own.get(1);
            if (own.size() > 2 && !(own.size() == 3 && NAMESPACE_SUBRESOURCES.contains(own.get(2)))) {
                own = own.subList(2, own.size());
            }
        }
        String resource = own.get(0);
        String name = own.size() > 1 ? own.get(1) : "";
        String subresource = own.size() > 2 ? own.get(2) : "";
        List<String> rest = own.size() > 3 ? own.subList(3, own.size()) : List.of();
        return new RequestInfo(
                verb(method, name, query), group, version, namespace, resource, name, subresource, rest, path);
    }

    private static String verb(String method, String name, Query query) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
            case "GET", "HEAD" -> read(name, query);
            default -> method.toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static String read(String name, Query query) {
        if (query.flag("watch")) {
            return "watch";
        }
        return name.isEmpty() ? "list" : "get";
    }

    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The same for what is of the whole cluster: a namespace's own path names it as if it were in itself. */
    public RequestInfo withoutNamespace() {
        return new RequestInfo(verb, group, version, "", resource, name, subresource, rest, path);
    }

    /** Whether a resource is meant. */
    public boolean isResource() {
        return !resource.isEmpty();
    }
}
