package dev.leme.client.informer;

import dev.leme.api.object.ApiObject;
import java.util.function.Consumer;

/** Is told of the changes in an informer's cache, in order, on a thread of its own. It may take its time. */
public interface ResourceHandler {

    /** The object is there, or was there when the handler came. */
    void added(ApiObject object);

    /** The object changed, or was replaced by another of the same name. */
    void updated(ApiObject before, ApiObject after);

    /** The object is gone; {@code object} is what was last known of it. */
    void deleted(ApiObject object);

    /** All objects of the informer's first list have been delivered. */
    default void synced() {}

    /** Hands every object that is touched by a change, old and new, to {@code touched}. */
    static ResourceHandler each(Consumer<ApiObject> touched) {
        return new ResourceHandler() {
            @Override
            public void added(ApiObject object) {
                touched.accept(object);
            }

            @Override
            public void updated(ApiObject before, ApiObject after) {
                touched.accept(before);
                touched.accept(after);
            }

            @Override
            public void deleted(ApiObject object) {
                touched.accept(object);
            }
        };
    }
}
