package dev.leme.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request to an API server.
 *
 * @param method the HTTP method in capitals
 * @param path the path, with each segment already percent-encoded where it needs that (API names never do)
 * @param query the query without its question mark, percent-encoded; empty for none
 * @param headers the headers by name
 * @param body the body; empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; a copy of each body would cost
public record ApiRequest(String method, String path, String query, Map<String, String> headers, byte[] body) {

    private static final byte[] NO_BODY = {};

    /** A request without headers and body. */
    public static ApiRequest of(String method, String path) {
        return new ApiRequest(method, path, "", Map.of(), NO_BODY);
    }

    /** This request with this query. */
    public ApiRequest withQuery(String newQuery) {
        return new ApiRequest(method, path, newQuery, headers, body);
    }

    /** This request with one more header. */
    public ApiRequest withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ApiRequest(method, path, query, Map.copyOf(more), body);
    }

    /** This request with a body of this media type. */
    public ApiRequest withBody(String mediaType, byte[] newBody) {
        ApiRequest typed = withHeader("Content-Type", mediaType);
        return new ApiRequest(method, path, query, typed.headers, newBody);
    }
}
