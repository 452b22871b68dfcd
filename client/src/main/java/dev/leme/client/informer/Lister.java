package dev.leme.client.informer;

import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads an informer's cache; never asks the server. What is read is shared and immutable.
 *
 * @param <T> the view of an object that is handed out
 */
public final class Lister<T> {

    private final ObjectCache cache;
    private final Function<ApiObject, T> view;

    Lister(ObjectCache cache, Function<ApiObject, T> view) {
        this.cache = cache;
        this.view = view;
    }

    /** The same cache through another view. */
    public <V> Lister<V> as(Function<ApiObject, V> otherView) {
        return new Lister<>(cache, otherView);
    }

    /** The object, or null. */
    public @Nullable T find(String namespace, String name) {
        return find(new ObjectKey(namespace, name));
    }

    /** The object, or null. */
    public @Nullable T find(ObjectKey key) {
        ApiObject object = cache.get(key);
        return object == null ? null : view.apply(object);
    }

    /** All objects, in no order. */
    public List<T> list() {
        return views(cache.all());
    }

    /** The objects of a namespace, in no order. */
    public List<T> list(String namespace) {
        return views(cache.inNamespace(namespace));
    }

    /** The objects of a namespace whose labels meet {@code selector}. */
    public List<T> list(String namespace, LabelSelector selector) {
        List<T> found = new ArrayList<>();
        for (ApiObject object : cache.inNamespace(namespace)) {
            if (selector.matches(object.labels())) {
                found.add(view.apply(object));
            }
        }
        return found;
    }

    /** The objects to which the index called {@code index} gives {@code value}; see {@link Informer#addIndex}. */
    public List<T> byIndex(String index, String value) {
        return views(cache.byIndex(index, value));
    }

    /** How many objects there are. */
    public int size() {
        return cache.size();
    }

    private List<T> views(List<ApiObject> objects) {
        List<T> views = new ArrayList<>(objects.size());
        for (ApiObject object : objects) {
            views.add(view.apply(object));
        }
        return views;
    }
}
