package dev.leme.apiserver.pods;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.pipeline.RequestContext;
import java.util.ArrayList;
import java.util.List;

/** Which pod and which of its containers a request is about. */
final class PodRequests {

    private PodRequests() {}

    /** The pod that the path names; throws NotFound. */
    static ApiObject pod(RequestContext request, ServedResource pods) {
        return pods.store()
                .get(request.info().namespace(), request.info().name())
                .object();
    }

    /** The pod, which must be on a node; throws BadRequest. */
    static ApiObject placed(RequestContext request, ServedResource pods) {
        ApiObject pod = pod(request, pods);
        if (pod.spec().string("nodeName").isEmpty()) {
            throw ApiException.badRequest("pod " + pod.name() + " does not have a host assigned");
        }
        return pod;
    }

    /** The container that {@code ?container=} names, or the pod's only one; throws BadRequest. */
    static String container(RequestContext request, ApiObject pod) {
        String asked = request.exchange().query().get("container");
        List<String> names = names(pod, "containers");
        List<String> init = names(pod, "initContainers");
        List<String> all = new ArrayList<>(init);
        all.addAll(names);
        all.addAll(names(pod, "ephemeralContainers"));
        if (asked.isEmpty()) {
            return theOnly(pod, names, init);
        }
        if (!all.contains(asked)) {
            throw ApiException.badRequest("container " + asked + " is not valid for pod " + pod.name());
        }
        return asked;
    }

    private static String theOnly(ApiObject pod, List<String> names, List<String> init) {
        if (names.size() == 1) {
            return names.getFirst();
        }
        String choice = init.isEmpty()
                ? "choose one of: [" + String.join(" ", names) + "]"
                : "choose one of: [" + String.join(" ", names) + "] or one of the init containers: ["
                        + String.join(" ", init) + "]";
        throw ApiException.badRequest("a container name must be specified for pod " + pod.name() + ", " + choice);
    }

    private static List<String> names(ApiObject pod, String member) {
        List<String> names = new ArrayList<>();
        for (JsonObject container : pod.spec().array(member).objects()) {
            names.add(container.string("name"));
        }
        return names;
    }
}
