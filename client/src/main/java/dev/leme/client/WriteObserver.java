package dev.leme.client;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;

/** Is told of each write that a client has made, on the thread that made it and before the caller goes on. */
public interface WriteObserver {

    /** The server holds {@code object} since this client's create, update or patch. */
    void written(Resource resource, ApiObject object);

    /** The server has taken this client's deletion. */
    void deleted(Resource resource, String namespace, String name);

    /** Ignores everything. */
    WriteObserver NONE = new WriteObserver() {
        @Override
        public void written(Resource resource, ApiObject object) {}

        @Override
        public void deleted(Resource resource, String namespace, String name) {}
    };
}
