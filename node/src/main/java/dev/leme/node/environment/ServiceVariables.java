package dev.leme.node.environment;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The variables that tell a container where Services are: {@code NAME_SERVICE_HOST} and the like, in the form of
 * Docker's links.
 */
final class ServiceVariables {
    private ServiceVariables() {}

    /** For the namespace's Services where {@code links} says so, and always for {@code kubernetes}. */
    static Map<String, String> of(List<ApiObject> services, String namespace, boolean links) {
        Map<String, ApiObject> chosen = new TreeMap<>();
        for (ApiObject service : services) {
            String address = service.spec().string("clusterIP");
            if (address.isEmpty() || address.equals("None")) {
                continue;
            }
            if (links && service.namespace().equals(namespace)) {
                chosen.put(service.name(), service);
            } else if (service.namespace().equals("default") && service.name().equals("kubernetes")) {
                chosen.putIfAbsent(service.name(), service);
            }
        }
        Map<String, String> variables = new LinkedHashMap<>();
        chosen.values().forEach(service -> add(variables, service));
        return variables;
    }

    private static void add(Map<String, String> variables, ApiObject service) {
        List<JsonObject> ports = service.spec().array("ports").objects();
        if (ports.isEmpty()) {
            return;
        }
        String prefix = name(service.name());
        String address = service.spec().string("clusterIP");
        variables.put(prefix + "_SERVICE_HOST", address);
        variables.put(prefix + "_SERVICE_PORT", Long.toString(ports.getFirst().number("port", 0)));
        for (JsonObject port : ports) {
            if (!port.string("name").isEmpty()) {
                variables.put(
                        prefix + "_SERVICE_PORT_" + name(port.string("name")), Long.toString(port.number("port", 0)));
            }
        }
        for (int i = 0; i < ports.size(); i++) {
            link(variables, prefix, address, ports.get(i), i == 0);
        }
    }

    private static void link(
            Map<String, String> variables, String service, String address, JsonObject port, boolean first) {
        String protocol = port.string("protocol").isEmpty() ? "TCP" : port.string("protocol");
        String number = Long.toString(port.number("port", 0));
        String scheme = protocol.toLowerCase(Locale.ROOT);
        String url = scheme + "://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + number;
        String prefix = service + "_PORT_" + number + "_" + protocol.toUpperCase(Locale.ROOT);
        if (first) {
            variables.put(service + "_PORT", url);
        }
        variables.put(prefix, url);
        variables.put(prefix + "_PROTO", scheme);
        variables.put(prefix + "_PORT", number);
        variables.put(prefix + "_ADDR", address);
    }

    private static String name(String text) {
        return text.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
