package dev.leme.controllers.backend;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.LabelSelector;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import java.util.List;
import java.util.Map;

/** Which Services a pod may be behind. */
public final class ServicesOfPods {

    private final Informer services;

    /** Looks among {@code services}. */
    public ServicesOfPods(Informer services) {
        this.services = services;
    }

    /** The Services that select the pod. */
    public List<ObjectKey> of(ApiObject pod) {
        Map<String, String> labels = Pod.of(pod).metadata().labels();
        return services.lister().list(pod.namespace()).stream()
                .filter(service -> selects(service, labels))
                .map(ObjectKey::of)
                .toList();
    }

    private static boolean selects(ApiObject service, Map<String, String> labels) {
        Map<String, String> selector = service.spec().object("selector").strings();
        return !selector.isEmpty() && LabelSelector.of(selector).matches(labels);
    }
}
