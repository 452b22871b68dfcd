package dev.leme.cluster.why;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What of the things that a pod names is missing or not ready: claims, config maps, secrets, its account. */
final class VolumeReasons {

    private final Facts facts;
    private final ApiObject pod;

    VolumeReasons(Facts facts, ApiObject pod) {
        this.facts = facts;
        this.pod = pod;
    }

    /** The claims of the pod that aren't bound. */
    List<Finding> claims() {
        List<Finding> found = new ArrayList<>();
        for (JsonObject volume : pod.spec().array("volumes").objects()) {
            String name = claimOf(volume);
            if (name.isEmpty()) {
                continue;
            }
            ApiObject claim = facts.find(Resources.PERSISTENT_VOLUME_CLAIMS, pod.namespace(), name);
            if (claim == null) {
                found.add(Finding.broken(
                                "there is no claim " + name + ", which volume " + volume.string("name") + " names")
                        .next("create the PersistentVolumeClaim " + name));
            } else {
                Finding bound = new ClaimReasons(facts, claim).explain();
                if (bound.state().isTrouble()) {
                    found.add(bound);
                }
            }
        }
        return found;
    }

    private String claimOf(JsonObject volume) {
        return volume.has("ephemeral")
                ? pod.name() + "-" + volume.string("name")
                : volume.object("persistentVolumeClaim").string("claimName");
    }

    /** The config maps and secrets that the pod can't do without and that aren't there. */
    List<Finding> missing() {
        List<Finding> found = new ArrayList<>();
        for (JsonObject volume : pod.spec().array("volumes").objects()) {
            String where = "volume " + volume.string("name");
            need(found, Resources.CONFIG_MAPS, volume.object("configMap"), "name", where);
            need(found, Resources.SECRETS, volume.object("secret"), "secretName", where);
            for (JsonObject source : volume.object("projected").array("sources").objects()) {
                need(found, Resources.CONFIG_MAPS, source.object("configMap"), "name", where);
                need(found, Resources.SECRETS, source.object("secret"), "name", where);
            }
        }
        for (String kind : List.of("initContainers", "containers")) {
            pod.spec().array(kind).objects().forEach(container -> environment(found, container));
        }
        return found;
    }

    private void environment(List<Finding> found, JsonObject container) {
        String where = "container " + container.string("name");
        for (JsonObject source : container.array("envFrom").objects()) {
            need(found, Resources.CONFIG_MAPS, source.object("configMapRef"), "name", where);
            need(found, Resources.SECRETS, source.object("secretRef"), "name", where);
        }
        for (JsonObject variable : container.array("env").objects()) {
            JsonObject from = variable.object("valueFrom");
            String what = where + ", variable " + variable.string("name");
            needKey(found, Resources.CONFIG_MAPS, from.object("configMapKeyRef"), what);
            needKey(found, Resources.SECRETS, from.object("secretKeyRef"), what);
        }
    }

    private void needKey(List<Finding> found, Resource resource, JsonObject reference, String where) {
        ApiObject source = need(found, resource, reference, "name", where);
        String key = reference.string("key");
        if (source == null
                || reference.bool("optional")
                || source.json().object("data").has(key)
                || source.json().object("binaryData").has(key)) {
            return;
        }
        found.add(Finding.broken(Story.name(source) + " has no key '" + key + "', which " + where + " wants")
                .next("add the key, or name one that is there: "
                        + String.join(", ", source.json().object("data").names())));
    }

    private @Nullable ApiObject need(
            List<Finding> found, Resource resource, JsonObject reference, String field, String where) {
        String name = reference.string(field);
        ApiObject source = name.isEmpty() ? null : facts.find(resource, pod.namespace(), name);
        if (source == null && !name.isEmpty() && !reference.bool("optional")) {
            String kind = resource.kind().toLowerCase(Locale.ROOT);
            found.add(Finding.broken("there is no " + kind + " " + name + ", which " + where + " needs")
                    .next("kubectl create " + (kind.equals("secret") ? "secret generic" : kind) + " " + name + " -n "
                            + pod.namespace() + " --from-literal=KEY=VALUE"));
        }
        return source;
    }
}
