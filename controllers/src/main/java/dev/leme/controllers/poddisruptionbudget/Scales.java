package dev.leme.controllers.poddisruptionbudget;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.ServedResource;
import dev.leme.client.informer.Informer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many pods the owners of pods want. */
final class Scales {

    /** An owner can't say how many pods it wants; the message names it. */
    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unknown(String message) {
            super(message);
        }
    }

    /**
     * What the owners want.
     *
     * @param replicas in all
     * @param unmanaged the names of pods without an owner that could say
     */
    record Total(int replicas, List<String> unmanaged) {}

    private final ApiClient client;
    private final Map<Resource, Informer> known;

    /** Those that are known come from caches, all others are asked for by their scale subresource. */
    Scales(ApiClient client, Map<Resource, Informer> known) {
        this.client = client;
        this.known = known;
    }

    /** What the owners of {@code pods} want; throws {@link Unknown}. */
    Total of(List<Pod> pods) {
        Map<String, Integer> byOwner = new HashMap<>();
        List<String> unmanaged = new ArrayList<>();
        for (Pod pod : pods) {
            JsonObject owner = pod.object().controllerReference();
            if (owner == null) {
                unmanaged.add(pod.metadata().name());
            } else if (!byOwner.containsKey(owner.string("uid"))) {
                count(byOwner, pod.object().namespace(), owner, pod.metadata().name());
            }
        }
        return new Total(byOwner.values().stream().mapToInt(Integer::intValue).sum(), List.copyOf(unmanaged));
    }

    private void count(Map<String, Integer> byOwner, String namespace, JsonObject owner, String pod) {
        ApiObject object = cached(namespace, owner);
        JsonObject above = object == null ? null : object.controllerReference();
        if (above != null && object != null && object.kind().equals("ReplicaSet")) {
            ApiObject deployment = cached(namespace, above);
            if (deployment != null) {
                byOwner.put(deployment.uid(), replicas(deployment));
                byOwner.put(owner.string("uid"), 0);
                return;
            }
        }
        byOwner.put(owner.string("uid"), object != null ? replicas(object) : scale(namespace, owner, pod));
    }

    private static int replicas(ApiObject object) {
        return (int) object.spec().number("replicas", 1);
    }

    private @Nullable ApiObject cached(String namespace, JsonObject owner) {
        for (Map.Entry<Resource, Informer> kind : known.entrySet()) {
            Resource resource = kind.getKey();
            if (resource.kind().equals(owner.string("kind"))
                    && resource.apiVersion().equals(owner.string("apiVersion"))) {
                ApiObject object = kind.getValue().lister().find(namespace, owner.string("name"));
                return object != null && object.uid().equals(owner.string("uid")) ? object : null;
            }
        }
        return null;
    }

    private int scale(String namespace, JsonObject owner, String pod) {
        for (ServedResource served : client.discover()) {
            Resource resource = served.resource();
            if (resource.kind().equals(owner.string("kind"))
                    && resource.group().equals(group(owner.string("apiVersion")))) {
                return scale(resource, namespace, owner.string("name"));
            }
        }
        throw new Unknown("found no controllers for pod \"" + pod + "\"");
    }

    private int scale(Resource resource, String namespace, String name) {
        try {
            ApiObject scale = client.getSubresource(resource, namespace, name, "scale");
            return (int) scale.spec().number("replicas", 0);
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
            String group = resource.group().isEmpty() ? "" : "." + resource.group();
            throw new Unknown(resource.plural() + group + " does not implement the scale subresource");
        }
    }

    private static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
