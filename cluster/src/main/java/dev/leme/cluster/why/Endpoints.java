package dev.leme.cluster.why;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is behind a Service: which pods are in, which are out and why, and whether they answer. */
final class Endpoints {

    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final int MOST_PROBES = 10;

    private final Facts facts;
    private final ApiObject service;

    Endpoints(Facts facts, ApiObject service) {
        this.facts = facts;
        this.service = service;
    }

    private List<ApiObject> slices() {
        return facts.list(Resources.ENDPOINT_SLICES, service.namespace()).stream()
                .filter(slice -> slice.labels().getOrDefault(SERVICE_NAME, "").equals(service.name()))
                .toList();
    }

    /** The addresses that connections are sent to. */
    List<String> ready() {
        return slices().stream()
                .flatMap(slice -> slice.json().array("endpoints").objects().stream())
                .filter(Endpoints::isReady)
                .flatMap(endpoint -> endpoint.array("addresses").strings().stream())
                .toList();
    }

    private static boolean isReady(JsonObject endpoint) {
        JsonObject conditions = endpoint.object("conditions");
        return !conditions.has("ready") || conditions.bool("ready");
    }

    Finding explain() {
        Map<String, String> selector = service.spec().object("selector").strings();
        List<String> ready = ready();
        if (selector.isEmpty()) {
            return ready.isEmpty()
                    ? Finding.broken("endpoints: none: the Service has no selector, so somebody has to write them")
                            .next("make an EndpointSlice with the label " + SERVICE_NAME + "=" + service.name())
                    : Finding.ok("endpoints: " + String.join(", ", ready) + ", written by hand (no selector)");
        }
        List<ApiObject> pods = facts.list(Resources.PODS, service.namespace()).stream()
                .filter(pod -> LabelSelector.of(selector).matches(pod.labels()))
                .toList();
        if (pods.isEmpty()) {
            return Finding.broken("endpoints: none: no pod in namespace " + service.namespace() + " has the labels "
                            + text(selector) + nearest(selector))
                    .next("make the Service's selector and the labels in the pod template the same");
        }
        List<Finding> each = pods.stream().map(this::pod).toList();
        long in = each.stream().filter(pod -> !pod.state().isTrouble()).count();
        String text = "endpoints: " + in + " of " + pods.size() + " pods with " + text(selector) + " are in";
        Finding.State state = in > 0 ? Finding.State.OK : Finding.worst(each);
        return new Finding(state, text, "", each);
    }

    private static String text(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .collect(Collectors.joining(","));
    }

    /** The values that pods do have for the selector's keys. */
    private String nearest(Map<String, String> selector) {
        Set<String> there = new TreeSet<>();
        for (ApiObject pod : facts.list(Resources.PODS, service.namespace())) {
            selector.keySet().stream()
                    .filter(key -> pod.labels().containsKey(key))
                    .forEach(key -> there.add(key + "=" + pod.labels().get(key)));
        }
        return there.isEmpty() ? "" : "; what pods there have is " + String.join(", ", there);
    }

    private Finding pod(ApiObject pod) {
        List<String> missing = missingPorts(pod);
        if (!missing.isEmpty()) {
            return Finding.broken("pod " + pod.name() + " is out: none of its containers has a port named "
                            + String.join(", ", missing))
                    .next("name the container's port as the Service's targetPort, or put a number there");
        }
        List<String> in = addresses(pod).filter(ready()::contains).toList();
        if (!in.isEmpty()) {
            return Finding.ok("pod " + pod.name() + " is in: " + String.join(", ", in));
        }
        Finding why = new PodReasons(facts, pod).explain();
        return why.state().isTrouble()
                ? Finding.waits("pod " + pod.name() + " is out").because(why)
                : Finding.waits("pod " + pod.name() + " is out: "
                        + (pod.status().string("phase").equals("Succeeded") ? "it has ended" : "it comes in a moment"));
    }

    private static Stream<String> addresses(ApiObject pod) {
        Stream<String> all = pod.status().array("podIPs").objects().stream().map(address -> address.string("ip"));
        return Stream.concat(Stream.of(pod.status().string("podIP")), all)
                .filter(address -> !address.isEmpty())
                .distinct();
    }

    private List<String> missingPorts(ApiObject pod) {
        Set<String> names = new TreeSet<>();
        for (String kind : List.of("containers", "initContainers")) {
            for (JsonObject container : pod.spec().array(kind).objects()) {
                container.array("ports").objects().forEach(port -> names.add(port.string("name")));
            }
        }
        return service.spec().array("ports").objects().stream()
                .map(port -> port.string("targetPort"))
                .filter(target -> !target.isEmpty() && !names.contains(target))
                .toList();
    }

    /** Tries each ready endpoint's TCP ports. */
    List<Finding> probes(Facts.Network network) {
        List<Finding> found = new ArrayList<>();
        int left = 0;
        for (ApiObject slice : slices()) {
            for (JsonObject endpoint : slice.json().array("endpoints").objects()) {
                if (!isReady(endpoint)) {
                    continue;
                }
                for (JsonObject port : slice.json().array("ports").objects()) {
                    String address = endpoint.array("addresses").strings().getFirst();
                    if (found.size() < MOST_PROBES) {
                        found.add(probe(network, address, port, endpoint));
                    } else {
                        left++;
                    }
                }
            }
        }
        if (left > 0) {
            found.add(Finding.note(left + " more were not tried"));
        }
        return found;
    }

    private static Finding probe(Facts.Network network, String address, JsonObject port, JsonObject endpoint) {
        long number = port.number("port", 0);
        String pod = endpoint.object("targetRef").string("name");
        String what = address + " port " + number + (pod.isEmpty() ? "" : " (" + pod + ")");
        if (!port.string("protocol").isEmpty() && !port.string("protocol").equals("TCP")) {
            return Finding.note(what + " " + port.string("protocol") + ": only TCP can be tried");
        }
        String failure = network.connect(address, (int) number);
        return failure.isEmpty()
                ? Finding.ok(what + " takes connections")
                : Finding.broken(what + " does not: " + failure)
                        .next("does the program in the container listen on that port, and on all addresses"
                                + " (0.0.0.0, not 127.0.0.1)? The Service's targetPort must be the program's port");
    }
}
