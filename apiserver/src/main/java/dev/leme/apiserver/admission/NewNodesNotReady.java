package dev.leme.apiserver.admission;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Plugin;

/** Keeps pods off a node that has just been made until it says that it is ready. */
public final class NewNodesNotReady implements Plugin {

    private static final String TAINT = "node.kubernetes.io/not-ready";

    @Override
    public ApiObject mutate(Attempt attempt) {
        ApiObject node = attempt.fresh();
        JsonArray taints = node.spec().array("taints");
        boolean tainted =
                taints.objects().stream().anyMatch(taint -> taint.string("key").equals(TAINT));
        if (!attempt.creates(Resources.NODES) || tainted) {
            return node;
        }
        JsonObject taint = JsonObject.EMPTY.with("key", TAINT).with("effect", "NoSchedule");
        return node.with("spec", node.spec().with("taints", taints.plus(taint)));
    }
}
