package dev.leme.apiserver.admission;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Plugin;
import dev.leme.apiserver.storage.ObjectReader;
import java.util.Comparator;

/** Gives a claim that names no class the cluster's default one, the youngest where there are several. */
public final class DefaultStorageClass implements Plugin {

    private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";

    private final ObjectReader objects;

    /** Looks classes up in {@code objects}. */
    public DefaultStorageClass(ObjectReader objects) {
        this.objects = objects;
    }

    @Override
    public ApiObject mutate(Attempt attempt) {
        ApiObject claim = attempt.fresh();
        boolean named = claim.spec().has("storageClassName")
                || claim.annotations().containsKey("volume.beta.kubernetes.io/storage-class");
        if (!attempt.creates(Resources.PERSISTENT_VOLUME_CLAIMS) || named) {
            return claim;
        }
        return objects.list(Resources.STORAGE_CLASSES, "").stream()
                .filter(candidate -> "true".equals(candidate.annotations().get(DEFAULT)))
                .max(Comparator.comparing(
                                (ApiObject candidate) -> candidate.metadata().string("creationTimestamp"))
                        .thenComparing(ApiObject::name, Comparator.reverseOrder()))
                .map(chosen -> claim.with("spec", claim.spec().with("storageClassName", chosen.name())))
                .orElse(claim);
    }
}
