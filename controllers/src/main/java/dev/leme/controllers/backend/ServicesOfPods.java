package dev.leme.controllers.backend;

import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.LabelSelector;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which Services a pod may be behind; found without looking at all of them, for each change of each pod asks it. */
public final class ServicesOfPods {

    private static final String BY_LABEL = "selected label";

    private final Informer services;

    /** Looks among {@code services}. */
    public ServicesOfPods(Informer services) {
        this.services = services;
        services.addIndex(BY_LABEL, ServicesOfPods::firstLabel);
    }

    /** One label that every pod behind the Service has; none where it selects nothing. */
    private static List<String> firstLabel(ApiObject service) {
        Map<String, String> selector = service.spec().object("selector").strings();
        return selector.isEmpty() ? List.of() : List.of(key(service.namespace(), new TreeMap<>(selector).firstEntry()));
    }

    private static String key(String namespace, Map.Entry<String, String> label) {
        return namespace + "/" + label.getKey() + "=" + label.getValue();
    }

    /** The Services that select the pod. */
    public List<ObjectKey> of(ApiObject pod) {
        Map<String, String> labels = pod.labels();
        List<ObjectKey> selecting = new ArrayList<>();
        for (Map.Entry<String, String> label : labels.entrySet()) {
            for (ApiObject service : services.lister().byIndex(BY_LABEL, key(pod.namespace(), label))) {
                if (LabelSelector.of(service.spec().object("selector").strings())
                        .matches(labels)) {
                    selecting.add(ObjectKey.of(service));
                }
            }
        }
        return selecting;
    }
}
