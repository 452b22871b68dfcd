package dev.leme.apiserver.admission;

import dev.leme.api.object.ApiObject;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Plugin;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.apiserver.storage.Part;

/** Lets a claim ask for more than before only when it is bound and its class allows volumes to grow. */
public final class ClaimResize implements Plugin {

    private static final String CLASS_BETA = "volume.beta.kubernetes.io/storage-class";

    private final ObjectReader objects;

    /** Looks classes up in {@code objects}. */
    public ClaimResize(ObjectReader objects) {
        this.objects = objects;
    }

    @Override
    public void validate(Attempt attempt) {
        ApiObject old = attempt.old();
        boolean ours = attempt.resource().equals(Resources.PERSISTENT_VOLUME_CLAIMS) && attempt.part() == Part.MAIN;
        if (!ours || old == null || attempt.object() == null) {
            return;
        }
        ApiObject claim = attempt.fresh();
        if (requested(claim).compareTo(requested(old)) <= 0) {
            return;
        }
        if (!old.status().string("phase").equals("Bound")) {
            throw refused(attempt, "Only bound persistent volume claims can be expanded");
        }
        if (!mayGrow(className(claim), className(old))) {
            throw refused(
                    attempt,
                    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must"
                            + " support resize");
        }
    }

    private boolean mayGrow(String name, String before) {
        ApiObject storageClass =
                name.isEmpty() || !name.equals(before) ? null : objects.get(Resources.STORAGE_CLASSES, "", name);
        return storageClass != null && storageClass.json().bool("allowVolumeExpansion");
    }

    private static String className(ApiObject claim) {
        String old = claim.annotations().getOrDefault(CLASS_BETA, "");
        return old.isEmpty() ? claim.spec().string("storageClassName") : old;
    }

    private static Quantity requested(ApiObject claim) {
        return Quantity.parseOrZero(
                claim.spec().object("resources").object("requests").string("storage"));
    }

    private static ApiException refused(Attempt attempt, String why) {
        return ApiException.forbidden(Resources.PERSISTENT_VOLUME_CLAIMS, attempt.name(), why);
    }
}
