package dev.leme.apiserver.hooks;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.storage.Part;

/** A namespace goes in two steps: it is marked, and stays until its content is gone and its spec's finalizers are worked off. */
final class NamespaceHooks extends StandardHooks {

    NamespaceHooks() {
        super(Resources.NAMESPACES);
    }

    @Override
    public ApiObject preparedForUpdate(ApiObject fresh, ApiObject old, Part part) {
        return part == Part.FINALIZE ? old.with("spec", fresh.spec()) : super.preparedForUpdate(fresh, old, part);
    }

    @Override
    public boolean isReleased(ApiObject namespace) {
        return namespace.spec().array("finalizers").isEmpty();
    }

    @Override
    public ApiObject deleting(ApiObject namespace) {
        return namespace.withStatus(namespace.status().with("phase", "Terminating"));
    }
}
