package dev.leme.node.manifest;

import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One probe of a container.
 *
 * @param grace the time to end in when this probe's failure kills the container; empty: the pod's
 */
public record ProbeManifest(
        Action action,
        Duration initialDelay,
        Duration period,
        Duration timeout,
        int successThreshold,
        int failureThreshold,
        Optional<Duration> grace) {

    /** What a probe does. */
    public sealed interface Action {}

    /** Runs a command in the container. */
    public record Exec(List<String> command) implements Action {}

    /** Asks for a page. {@code host} empty: the pod's address. */
    public record Http(String scheme, String host, String port, String path, Map<String, String> headers)
            implements Action {}

    /** Opens a connection. {@code host} empty: the pod's address. */
    public record Tcp(String host, String port) implements Action {}

    /** Asks gRPC's health service. */
    public record Grpc(int port, String service) implements Action {}

    static ProbeManifest of(JsonObject json) {
        long grace = json.number("terminationGracePeriodSeconds", -1);
        return new ProbeManifest(
                action(json),
                Duration.ofSeconds(json.number("initialDelaySeconds", 0)),
                Duration.ofSeconds(Math.max(1, json.number("periodSeconds", 10))),
                Duration.ofSeconds(Math.max(1, json.number("timeoutSeconds", 1))),
                (int) Math.max(1, json.number("successThreshold", 1)),
                (int) Math.max(1, json.number("failureThreshold", 3)),
                grace < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(grace)));
    }

    private static Action action(JsonObject json) {
        if (json.has("httpGet")) {
            return http(json.object("httpGet"));
        }
        if (json.has("tcpSocket")) {
            JsonObject tcp = json.object("tcpSocket");
            return new Tcp(tcp.string("host"), port(tcp));
        }
        if (json.has("grpc")) {
            JsonObject grpc = json.object("grpc");
            return new Grpc((int) grpc.number("port", 0), grpc.string("service"));
        }
        return new Exec(json.object("exec").array("command").strings());
    }

    /** An {@code httpGet}, as probes and hooks have it. */
    public static Http http(JsonObject json) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (JsonObject header : json.array("httpHeaders").objects()) {
            headers.put(header.string("name"), header.string("value"));
        }
        String scheme = json.string("scheme").isEmpty() ? "HTTP" : json.string("scheme");
        return new Http(scheme, json.string("host"), port(json), json.string("path"), headers);
    }

    private static String port(JsonObject json) {
        return switch (json.get("port")) {
            case JsonString(String name) -> name;
            case JsonNumber number -> Long.toString(number.longValue());
            case null, default -> "";
        };
    }
}
