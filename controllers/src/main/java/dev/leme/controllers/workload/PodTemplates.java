package dev.leme.controllers.workload;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodTemplateSpec;
import dev.leme.api.json.JsonArray;
import dev.leme.api.meta.v1.ObjectMeta;
import dev.leme.api.object.ApiObject;

/** Pods made from an owner's template. */
public final class PodTemplates {

    private PodTemplates() {}

    /** A pod without a name that {@code owner} controls, with the template's labels, annotations, finalizers and spec. */
    public static Pod pod(PodTemplateSpec template, ApiObject owner) {
        ObjectMeta given = template.metadata();
        ObjectMeta.Builder metadata =
                ObjectMeta.builder().generateName(owner.name() + "-").namespace(owner.namespace());
        if (given.hasLabels()) {
            metadata.labels(given.labels());
        }
        if (given.hasAnnotations()) {
            metadata.annotations(given.annotations());
        }
        if (given.hasFinalizers()) {
            metadata.finalizers(given.finalizers());
        }
        ObjectMeta owned =
                ObjectMeta.of(metadata.build().json().with("ownerReferences", JsonArray.of(Owners.controller(owner))));
        return Pod.builder().metadata(owned).spec(template.spec()).build();
    }
}
