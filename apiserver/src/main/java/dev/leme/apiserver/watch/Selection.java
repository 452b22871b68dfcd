package dev.leme.apiserver.watch;

import dev.leme.api.selector.FieldSelector;
import dev.leme.api.selector.LabelSelector;

/**
 * Which objects of a resource are meant.
 *
 * @param namespace of this namespace; empty for all
 * @param labels with these labels
 * @param fields with these fields
 */
public record Selection(String namespace, LabelSelector labels, FieldSelector fields) {

    /** All objects of a namespace, or of the cluster where it is empty. */
    public static Selection of(String namespace) {
        return new Selection(namespace, LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);
    }

    /** Whether the object is meant. */
    public boolean matches(CachedObject object) {
        CachedObject.Extract extract = object.extract();
        return (namespace.isEmpty() || namespace.equals(extract.namespace()))
                && labels.matches(extract.labels())
                && fields.matches(extract.fields());
    }

    /** Whether every object of the namespace is meant. */
    public boolean isEverything() {
        return labels.isEverything() && fields.isEverything();
    }
}
