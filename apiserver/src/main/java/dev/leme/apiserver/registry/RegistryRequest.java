package dev.leme.apiserver.registry;

import java.util.Map;

/**
 * What the registry needs to know of an HTTP request.
 *
 * @param path decoded, without the query
 * @param query decoded parameters
 * @param headers by lower-case name
 */
public record RegistryRequest(String method, String path, Map<String, String> query, Map<String, String> headers) {

    /** Copies the maps. */
    public RegistryRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }
}
