package dev.leme.client;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of the API over a {@link Transport}, for any resource.
 *
 * <p>All methods block. What the API refuses is an {@link ApiException}; a server that can't be reached is a
 * {@link TransportException}. {@code namespace} is empty for resources of the whole cluster, and in lists for all
 * namespaces.
 */
public final class ApiClient {

    private static final String JSON = "application/json";

    private final Transport transport;
    private final String userAgent;
    private final WriteObserver observer;

    /** A client that calls itself {@code userAgent}. */
    public ApiClient(Transport transport, String userAgent) {
        this(transport, userAgent, WriteObserver.NONE);
    }

    private ApiClient(Transport transport, String userAgent, WriteObserver observer) {
        this.transport = transport;
        this.userAgent = userAgent;
        this.observer = observer;
    }

    /** This client under another name: it is the default field manager and is seen in the server's log. */
    public ApiClient as(String otherUserAgent) {
        return new ApiClient(transport, otherUserAgent, observer);
    }

    /** This client, telling {@code newObserver} of its writes. */
    public ApiClient observedBy(WriteObserver newObserver) {
        return new ApiClient(transport, userAgent, newObserver);
    }

    /** The object; throws {@link ApiException} with NOT_FOUND when there is none. */
    public ApiObject get(Resource resource, String namespace, String name) {
        return object(call("GET", resource.path(namespace, name), ""));
    }

    /** The object, or null when there is none. */
    public @Nullable ApiObject find(Resource resource, String namespace, String name) {
        try {
            return get(resource, namespace, name);
        } catch (ApiException failure) {
            if (failure.is(Reason.NOT_FOUND)) {
                return null;
            }
            throw failure;
        }
    }

    /** One page of the resource's objects. */
    public ApiList list(Resource resource, String namespace, ListOptions options) {
        JsonObject json = call("GET", resource.path(namespace), options.query().toString())
                .json();
        List<ApiObject> items = new ArrayList<>();
        for (JsonObject item : json.array("items").objects()) {
            items.add(ApiObject.of(typed(resource, item)));
        }
        JsonObject metadata = json.object("metadata");
        return new ApiList(metadata.string("resourceVersion"), metadata.string("continue"), List.copyOf(items));
    }

    /** All of the resource's objects in a namespace. */
    public List<ApiObject> list(Resource resource, String namespace) {
        return list(resource, namespace, ListOptions.ALL).items();
    }

    /** Items of a list carry neither apiVersion nor kind: the list's own tell them. */
    private static JsonObject typed(Resource resource, JsonObject item) {
        if (item.has("kind")) {
            return item;
        }
        JsonObject.Builder typed =
                JsonObject.builder().put("kind", resource.kind()).put("apiVersion", resource.apiVersion());
        item.forEach(member -> typed.put(member.getKey(), member.getValue()));
        return typed.build();
    }

    /** The changes from {@code options.resourceVersion()} on, with bookmarks. */
    public WatchStream watch(Resource resource, String namespace, ListOptions options) {
        String query = options.query()
                .add("watch", true)
                .add("allowWatchBookmarks", true)
                .toString();
        return transport.watch(request("GET", resource.path(namespace)).withQuery(query));
    }

    /** Creates the object in its own namespace; the answer is the object as stored. */
    public ApiObject create(Resource resource, ApiObject object) {
        return written(resource, send("POST", resource.path(object.namespace()), "", object.json()));
    }

    /** Replaces the object, when it still has the resourceVersion that {@code object} carries. */
    public ApiObject update(Resource resource, ApiObject object) {
        return written(resource, send("PUT", resource.path(object.namespace(), object.name()), "", object.json()));
    }

    /** Replaces the object's status and nothing else. */
    public ApiObject updateStatus(Resource resource, ApiObject object) {
        return updateSubresource(resource, object.namespace(), object.name(), "status", object);
    }

    /** Replaces a subresource such as {@code status}, {@code scale} or {@code finalize}. */
    public ApiObject updateSubresource(
            Resource resource, String namespace, String name, String subresource, ApiObject object) {
        return written(resource, send("PUT", resource.path(namespace, name) + "/" + subresource, "", object.json()));
    }

    /** Patches the object. */
    public ApiObject patch(Resource resource, String namespace, String name, PatchType type, JsonValue patch) {
        return patch(resource, namespace, name, "", type, patch);
    }

    /** Patches a subresource; for APPLY this client's user agent is the field manager, and it wins over others. */
    public ApiObject patch(
            Resource resource, String namespace, String name, String subresource, PatchType type, JsonValue patch) {
        String path = resource.path(namespace, name) + (subresource.isEmpty() ? "" : "/" + subresource);
        Query query = type == PatchType.APPLY
                ? new Query().add("fieldManager", userAgent).add("force", true)
                : new Query();
        ApiRequest request =
                request("PATCH", path).withQuery(query.toString()).withBody(type.mediaType(), Json.bytes(patch));
        return written(resource, transport.send(request).orThrow());
    }

    /** Deletes the object; the answer is the object while it still exists, else a {@code Status}. */
    public ApiObject delete(Resource resource, String namespace, String name, DeleteOptions options) {
        ApiResponse response = send("DELETE", resource.path(namespace, name), "", options.json());
        observer.deleted(resource, namespace, name);
        return object(response);
    }

    /** Deletes all objects that {@code selection} selects. */
    public void deleteCollection(Resource resource, String namespace, ListOptions selection, DeleteOptions options) {
        send("DELETE", resource.path(namespace), selection.query().toString(), options.json());
    }

    /** Posts to a subresource, such as {@code binding}, {@code eviction} or {@code token}. */
    public ApiObject createSubresource(
            Resource resource, String namespace, String name, String subresource, ApiObject object) {
        return object(send("POST", resource.path(namespace, name) + "/" + subresource, "", object.json()));
    }

    /** A subresource, such as {@code scale}. */
    public ApiObject getSubresource(Resource resource, String namespace, String name, String subresource) {
        return object(call("GET", resource.path(namespace, name) + "/" + subresource, ""));
    }

    /** The resources that the server serves, each in its group's preferred version, with what can be done to them. */
    public List<ServedResource> discover() {
        List<ServedResource> served = new ArrayList<>();
        for (String root : List.of("/api", "/apis")) {
            ApiRequest request = new ApiRequest("GET", root, "", headers(Discovery.MEDIA_TYPE), new byte[0]);
            served.addAll(Discovery.read(transport.send(request).orThrow().json()));
        }
        return List.copyOf(served);
    }

    private ApiResponse call(String method, String path, String query) {
        return transport.send(request(method, path).withQuery(query)).orThrow();
    }

    private ApiResponse send(String method, String path, String query, JsonObject body) {
        ApiRequest request = request(method, path).withQuery(query).withBody(JSON, Json.bytes(body));
        return transport.send(request).orThrow();
    }

    private ApiRequest request(String method, String path) {
        return new ApiRequest(method, path, "", headers(JSON), new byte[0]);
    }

    private Map<String, String> headers(String accept) {
        return Map.of("Accept", accept, "User-Agent", userAgent);
    }

    private ApiObject written(Resource resource, ApiResponse response) {
        ApiObject object = object(response);
        observer.written(resource, object);
        return object;
    }

    private static ApiObject object(ApiResponse response) {
        return ApiObject.parse(response.body());
    }
}
