package dev.leme.node.images;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.node.environment.ConfigData;
import dev.leme.node.environment.ConfigSources;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.runtime.RegistryAuth;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The credentials that a pod's {@code imagePullSecrets} hold for a registry. */
final class PullSecrets {
    private PullSecrets() {}

    static Optional<RegistryAuth> find(PodManifest pod, String image, ConfigSources sources) {
        String registry = ImageName.registry(image);
        for (JsonObject reference : pod.spec().array("imagePullSecrets").objects()) {
            Optional<RegistryAuth> found = sources.secret(pod.namespace(), reference.string("name"))
                    .flatMap(secret -> auths(secret).entrySet().stream()
                            .filter(entry -> host(entry.getKey()).equals(registry))
                            .map(entry -> auth(entry.getValue()))
                            .findFirst());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The entries by server, from either of the two formats of Docker's configuration. */
    private static Map<String, JsonObject> auths(ApiObject secret) {
        Map<String, byte[]> data = ConfigData.ofSecret(secret);
        Map<String, JsonObject> found = new LinkedHashMap<>();
        try {
            byte[] config = data.get(".dockerconfigjson");
            byte[] old = data.get(".dockercfg");
            JsonObject auths = config != null
                    ? Json.parseObject(config).object("auths")
                    : old != null ? Json.parseObject(old) : JsonObject.EMPTY;
            auths.names().forEach(server -> found.put(server, auths.object(server)));
        } catch (JsonException broken) {
            return Map.of();
        }
        return found;
    }

    private static String host(String server) {
        String bare = server.replaceFirst("^https?://", "");
        String host = bare.split("/", 2)[0];
        return List.of("index.docker.io", "registry-1.docker.io").contains(host) ? "docker.io" : host;
    }

    private static RegistryAuth auth(JsonObject entry) {
        String encoded = entry.string("auth");
        if (!encoded.isEmpty()) {
            String decoded = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
            String[] parts = decoded.split(":", 2);
            if (parts.length == 2) {
                return RegistryAuth.basic(parts[0], parts[1]);
            }
        }
        return new RegistryAuth(
                entry.string("username"),
                entry.string("password"),
                entry.string("identitytoken"),
                entry.string("registrytoken"),
                "");
    }
}
