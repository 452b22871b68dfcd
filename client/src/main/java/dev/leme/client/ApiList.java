package dev.leme.client;

import dev.leme.api.object.ApiObject;
import java.util.List;

/**
 * One page of a list.
 *
 * @param resourceVersion the revision that the list shows
 * @param continueToken where the next page begins; empty on the last one
 * @param items the objects, each with its apiVersion and kind
 */
public record ApiList(String resourceVersion, String continueToken, List<ApiObject> items) {}
