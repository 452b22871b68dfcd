package dev.leme.api.defaults;

import dev.leme.api.object.ApiObject;

/** Nodes: a kubelet registers with its status in one write. */
final class NodePreparation extends PrepareRule {

    NodePreparation() {
        super(true, null, false, false, false);
    }

    @Override
    public ApiObject create(ApiObject node) {
        return node;
    }
}
