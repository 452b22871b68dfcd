package dev.leme.api.defaults;

import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;

/** Defaults of a container of any sort. */
final class ContainerDefaults {

    private ContainerDefaults() {}

    static JsonObject apply(JsonObject container) {
        JsonObject result = container;
        result = Members.text(result, "imagePullPolicy", pullPolicy(container.string("image")));
        result = Members.text(result, "terminationMessagePath", "/dev/termination-log");
        result = Members.text(result, "terminationMessagePolicy", "File");
        result = Members.inside(result, "resources", Amounts::resources);
        result = Members.each(result, "ports", port -> Members.text(port, "protocol", "TCP"));
        result = Members.each(result, "env", ContainerDefaults::variable);
        for (String probe : new String[] {"livenessProbe", "readinessProbe", "startupProbe"}) {
            result = Members.within(result, probe, ContainerDefaults::probe);
        }
        return Members.within(result, "lifecycle", ContainerDefaults::lifecycle);
    }

    /** {@code Always} for an image whose tag is (or means) latest. */
    static String pullPolicy(String image) {
        int digest = image.indexOf('@');
        String name = digest < 0 ? image : image.substring(0, digest);
        int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
        if (colon < 0) {
            return digest < 0 && !name.isEmpty() ? "Always" : "IfNotPresent";
        }
        return name.substring(colon + 1).equals("latest") ? "Always" : "IfNotPresent";
    }

    private static JsonObject variable(JsonObject variable) {
        JsonObject result = variable.get("value") instanceof JsonString(String text) && text.isEmpty()
                ? variable.without("value")
                : variable;
        return Members.within(
                result,
                "valueFrom",
                source -> Members.within(
                        Members.within(source, "fieldRef", ContainerDefaults::fieldRef),
                        "resourceFieldRef",
                        ContainerDefaults::resourceFieldRef));
    }

    static JsonObject fieldRef(JsonObject reference) {
        return Members.text(reference, "apiVersion", "v1");
    }

    /** Upstream writes the divisor even where nobody gave one. */
    static JsonObject resourceFieldRef(JsonObject reference) {
        return Amounts.canonicalAt(Members.value(reference, "divisor", new JsonString("0")), "divisor");
    }

    private static JsonObject probe(JsonObject probe) {
        JsonObject result = Members.number(probe, "timeoutSeconds", 1);
        result = Members.number(result, "periodSeconds", 10);
        result = Members.number(result, "successThreshold", 1);
        result = Members.number(result, "failureThreshold", 3);
        result = Members.within(result, "httpGet", ContainerDefaults::httpGet);
        return Members.within(result, "grpc", grpc -> Members.value(grpc, "service", new JsonString("")));
    }

    private static JsonObject httpGet(JsonObject action) {
        return Members.text(Members.text(action, "path", "/"), "scheme", "HTTP");
    }

    private static JsonObject lifecycle(JsonObject lifecycle) {
        JsonObject result = lifecycle;
        for (String hook : new String[] {"postStart", "preStop"}) {
            result = Members.within(
                    result, hook, handler -> Members.within(handler, "httpGet", ContainerDefaults::httpGet));
        }
        return result;
    }

    /** A pod on the host's network opens its containers' ports there. */
    static JsonObject hostPorts(JsonObject container) {
        return Members.each(
                container,
                "ports",
                port -> port.get("containerPort") instanceof JsonNumber number
                        ? Members.value(port, "hostPort", number)
                        : port);
    }
}
