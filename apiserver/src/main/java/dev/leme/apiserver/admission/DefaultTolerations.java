package dev.leme.apiserver.admission;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Plugin;
import java.util.List;

/** Lets a pod stay five minutes on a node that isn't ready or can't be reached, unless it says otherwise. */
public final class DefaultTolerations implements Plugin {

    private static final long SECONDS = 300;
    private static final List<String> TAINTS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    @Override
    public ApiObject mutate(Attempt attempt) {
        ApiObject pod = attempt.fresh();
        if (!attempt.creates(Resources.PODS)) {
            return pod;
        }
        JsonArray tolerations = pod.spec().array("tolerations");
        JsonArray complete = tolerations;
        for (String taint : TAINTS) {
            if (tolerations.objects().stream().noneMatch(toleration -> covers(toleration, taint))) {
                complete = complete.plus(JsonObject.builder()
                        .put("key", taint)
                        .put("operator", "Exists")
                        .put("effect", "NoExecute")
                        .put("tolerationSeconds", SECONDS)
                        .build());
            }
        }
        return complete.equals(tolerations) ? pod : pod.with("spec", pod.spec().with("tolerations", complete));
    }

    private static boolean covers(JsonObject toleration, String taint) {
        String key = toleration.string("key");
        String effect = toleration.string("effect");
        return (key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals("NoExecute"));
    }
}
