package dev.leme.apiserver.admission;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Plugin;
import dev.leme.apiserver.storage.ObjectReader;
import java.util.Comparator;

/** Gives an object that names no class the cluster's default one, the youngest where there are several. */
public final class DefaultClass implements Plugin {

    private final ObjectReader objects;
    private final Resource resource;
    private final Resource classes;
    private final String isDefault;
    private final String member;
    private final String oldAnnotation;

    private DefaultClass(
            ObjectReader objects,
            Resource resource,
            Resource classes,
            String isDefault,
            String member,
            String oldAnnotation) {
        this.objects = objects;
        this.resource = resource;
        this.classes = classes;
        this.isDefault = isDefault;
        this.member = member;
        this.oldAnnotation = oldAnnotation;
    }

    /** For claims. */
    public static DefaultClass ofStorage(ObjectReader objects) {
        return new DefaultClass(
                objects,
                Resources.PERSISTENT_VOLUME_CLAIMS,
                Resources.STORAGE_CLASSES,
                "storageclass.kubernetes.io/is-default-class",
                "storageClassName",
                "volume.beta.kubernetes.io/storage-class");
    }

    /** For Ingresses. */
    public static DefaultClass ofIngresses(ObjectReader objects) {
        return new DefaultClass(
                objects,
                Resources.INGRESSES,
                Resources.INGRESS_CLASSES,
                "ingressclass.kubernetes.io/is-default-class",
                "ingressClassName",
                "kubernetes.io/ingress.class");
    }

    @Override
    public ApiObject mutate(Attempt attempt) {
        ApiObject fresh = attempt.fresh();
        boolean named = fresh.spec().has(member) || fresh.annotations().containsKey(oldAnnotation);
        if (!attempt.creates(resource) || named) {
            return fresh;
        }
        return objects.list(classes, "").stream()
                .filter(candidate -> "true".equals(candidate.annotations().get(isDefault)))
                .max(Comparator.comparing(
                                (ApiObject candidate) -> candidate.metadata().string("creationTimestamp"))
                        .thenComparing(ApiObject::name, Comparator.reverseOrder()))
                .map(chosen -> fresh.with("spec", fresh.spec().with(member, chosen.name())))
                .orElse(fresh);
    }
}
