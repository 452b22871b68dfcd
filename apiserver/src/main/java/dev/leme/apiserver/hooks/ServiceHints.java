package dev.leme.apiserver.hooks;

import dev.leme.api.address.IpAddress;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.service.ServiceNeeds;
import dev.leme.apiserver.storage.ObjectReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells a person at once why a Service that is written will lead nowhere. */
final class ServiceHints {

    /** The most pods that are looked at: a hint must not cost what the write costs. */
    private static final int LOOKED_AT = 2_000;

    private static final List<Resource> WORKLOADS =
            List.of(Resources.DEPLOYMENTS, Resources.STATEFUL_SETS, Resources.DAEMON_SETS);

    private final ObjectReader objects;

    ServiceHints(ObjectReader objects) {
        this.objects = objects;
    }

    List<String> of(ApiObject fresh, @Nullable ApiObject old) {
        JsonObject spec = fresh.spec();
        if (old != null && old.spec().equals(spec)) {
            return List.of();
        }
        if (!ServiceNeeds.address(spec)) {
            return externalName(spec);
        }
        Map<String, String> selector = spec.object("selector").strings();
        return selector.isEmpty() ? List.of() : behind(fresh, selector);
    }

    private static List<String> externalName(JsonObject spec) {
        String name = spec.string("externalName");
        return IpAddress.parse(name).isEmpty()
                ? List.of()
                : List.of(
                        "spec.externalName: \"" + name + "\" is an address, but a CNAME record can only lead to a name:"
                                + " no pod will be able to resolve this Service. For an address use a Service without a"
                                + " selector and an EndpointSlice");
    }

    private List<String> behind(ApiObject service, Map<String, String> selector) {
        List<ApiObject> pods = objects.list(Resources.PODS, service.namespace());
        List<ApiObject> looked = new ArrayList<>(pods.subList(0, Math.min(pods.size(), LOOKED_AT)));
        looked.addAll(templates(service.namespace()));
        LabelSelector matcher = LabelSelector.of(selector);
        List<ApiObject> selected =
                looked.stream().filter(pod -> matcher.matches(pod.labels())).toList();
        if (selected.isEmpty()) {
            return pods.size() > LOOKED_AT ? List.of() : List.of(noPod(service, selector, looked));
        }
        return portsWithoutContainer(service, selected);
    }

    /** Pods that are about to be: who applies a Deployment and its Service together needs no hint. */
    private List<ApiObject> templates(String namespace) {
        List<ApiObject> templates = new ArrayList<>();
        for (Resource resource : WORKLOADS) {
            for (ApiObject workload : objects.list(resource, namespace)) {
                templates.add(ApiObject.of(workload.spec().object("template")));
            }
        }
        return templates;
    }

    private static String noPod(ApiObject service, Map<String, String> selector, List<ApiObject> pods) {
        Set<String> wanted = labels(selector);
        String start = "spec.selector: no pod in namespace \"" + service.namespace() + "\" has the label"
                + (wanted.size() == 1 ? " " : "s ") + String.join(",", wanted);
        Set<String> present = new TreeSet<>();
        pods.forEach(pod -> present.addAll(labels(pod.labels())));
        for (String label : wanted) {
            if (!present.contains(label)) {
                String nearest = NearestName.of(label, present);
                return start + (nearest.isEmpty() ? "" : ": did you mean " + nearest + "?");
            }
        }
        return start;
    }

    private static Set<String> labels(Map<String, String> labels) {
        Set<String> texts = new TreeSet<>();
        labels.forEach((key, value) -> texts.add(key + "=" + value));
        return texts;
    }

    private static List<String> portsWithoutContainer(ApiObject service, List<ApiObject> pods) {
        Set<String> names = new TreeSet<>();
        for (ApiObject pod : pods) {
            for (JsonObject container : pod.spec().array("containers").objects()) {
                container.array("ports").objects().forEach(port -> names.add(port.string("name")));
            }
        }
        names.remove("");
        List<String> hints = new ArrayList<>();
        List<JsonObject> ports = service.spec().array("ports").objects();
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).get("targetPort") instanceof JsonString(String name) && !names.contains(name)) {
                hints.add("spec.ports[" + i + "].targetPort: no container of the selected pods has a port named \""
                        + name
                        + "\""
                        + (names.isEmpty()
                                ? ""
                                : "; there " + (names.size() == 1 ? "is " : "are ") + String.join(", ", names)));
            }
        }
        return hints;
    }
}
