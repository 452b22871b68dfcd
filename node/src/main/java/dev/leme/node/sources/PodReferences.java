package dev.leme.node.sources;

import dev.leme.api.json.JsonObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import java.util.LinkedHashSet;
import java.util.Set;

/** The config maps and secrets that a pod's volumes, variables and pulls refer to. */
final class PodReferences {
    /** One referred-to object. */
    record Reference(Resource resource, String namespace, String name) {}

    private final String namespace;
    private final Set<Reference> found = new LinkedHashSet<>();

    private PodReferences(String namespace) {
        this.namespace = namespace;
    }

    static Set<Reference> of(PodManifest pod) {
        PodReferences references = new PodReferences(pod.namespace());
        pod.spec().array("volumes").objects().forEach(references::addVolume);
        pod.allContainers().forEach(references::addContainer);
        pod.spec().array("imagePullSecrets").objects().forEach(secret -> references.add(secret, "name", true));
        return references.found;
    }

    private void addVolume(JsonObject volume) {
        add(volume.object("configMap"), "name", false);
        add(volume.object("secret"), "secretName", true);
        for (JsonObject source : volume.object("projected").array("sources").objects()) {
            add(source.object("configMap"), "name", false);
            add(source.object("secret"), "name", true);
        }
    }

    private void addContainer(ContainerManifest container) {
        for (JsonObject from : container.json().array("envFrom").objects()) {
            add(from.object("configMapRef"), "name", false);
            add(from.object("secretRef"), "name", true);
        }
        for (JsonObject env : container.json().array("env").objects()) {
            JsonObject from = env.object("valueFrom");
            add(from.object("configMapKeyRef"), "name", false);
            add(from.object("secretKeyRef"), "name", true);
        }
    }

    private void add(JsonObject reference, String field, boolean secret) {
        String name = reference.string(field);
        if (!name.isEmpty()) {
            found.add(new Reference(secret ? Resources.SECRETS : Resources.CONFIG_MAPS, namespace, name));
        }
    }
}
