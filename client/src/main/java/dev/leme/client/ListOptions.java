package dev.leme.client;

import dev.leme.api.selector.FieldSelector;
import dev.leme.api.selector.LabelSelector;

/**
 * What a list or watch asks for.
 *
 * @param labels which labels the objects must have
 * @param fields which fields the objects must have
 * @param limit the most objects of one page; 0 for all
 * @param continueToken where the next page begins; empty for the first
 * @param resourceVersion from which revision; empty for the newest, {@code 0} for any
 */
public record ListOptions(
        LabelSelector labels, FieldSelector fields, int limit, String continueToken, String resourceVersion) {

    /** Everything at the newest revision. */
    public static final ListOptions ALL =
            new ListOptions(LabelSelector.EVERYTHING, FieldSelector.EVERYTHING, 0, "", "");

    public ListOptions withLabels(LabelSelector selector) {
        return new ListOptions(selector, fields, limit, continueToken, resourceVersion);
    }

    public ListOptions withFields(FieldSelector selector) {
        return new ListOptions(labels, selector, limit, continueToken, resourceVersion);
    }

    public ListOptions withLimit(int most) {
        return new ListOptions(labels, fields, most, continueToken, resourceVersion);
    }

    public ListOptions withContinue(String token) {
        return new ListOptions(labels, fields, limit, token, resourceVersion);
    }

    public ListOptions withResourceVersion(String version) {
        return new ListOptions(labels, fields, limit, continueToken, version);
    }

    /** As a query, in which "nothing" can't be spelt. */
    Query query() {
        if (labels.nothing()) {
            throw new IllegalArgumentException("a list of nothing needs no server");
        }
        return new Query()
                .add("labelSelector", labels.isEverything() ? "" : labels.toString())
                .add("fieldSelector", fields.toString())
                .add("limit", limit > 0 ? Integer.toString(limit) : "")
                .add("continue", continueToken)
                .add("resourceVersion", resourceVersion);
    }
}
