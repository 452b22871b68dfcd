package dev.leme.client;

import dev.leme.api.resource.Resource;
import java.util.Set;

/**
 * A resource as the server serves it.
 *
 * @param resource its names
 * @param verbs what can be done to it, as {@code list}
 */
public record ServedResource(Resource resource, Set<String> verbs) {

    /** Whether it can be done. */
    public boolean can(String verb) {
        return verbs.contains(verb);
    }
}
