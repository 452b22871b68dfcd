package dev.leme.apiserver.admission;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Plugin;
import java.util.ArrayList;
import java.util.List;

/** Holds claims and volumes by a finalizer that is taken off when nothing uses them any more. */
public final class InUseProtection implements Plugin {

    @Override
    public ApiObject mutate(Attempt attempt) {
        if (attempt.creates(Resources.PERSISTENT_VOLUME_CLAIMS)) {
            return protectedBy(attempt.fresh(), "kubernetes.io/pvc-protection");
        }
        if (attempt.creates(Resources.PERSISTENT_VOLUMES)) {
            return protectedBy(attempt.fresh(), "kubernetes.io/pv-protection");
        }
        return attempt.fresh();
    }

    private static ApiObject protectedBy(ApiObject object, String finalizer) {
        if (object.finalizers().contains(finalizer)) {
            return object;
        }
        List<String> finalizers = new ArrayList<>(object.finalizers());
        finalizers.add(finalizer);
        return object.withFinalizers(finalizers);
    }
}
