package dev.leme.node.volumes;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.node.environment.ConfigData;
import dev.leme.node.environment.ConfigException;
import dev.leme.node.environment.DownwardApi;
import dev.leme.node.environment.PodFacts;
import dev.leme.node.manifest.ContainerManifest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files of the volumes whose content comes from the API: config maps, secrets, the downward API and projections. */
final class ProjectedFiles {
    private final PodFacts facts;
    private final VolumeSources sources;
    private final ServiceAccountTokens tokens;
    private final Map<String, VolumeFile> files = new TreeMap<>();
    private @Nullable Instant refreshAt;

    ProjectedFiles(PodFacts facts, VolumeSources sources, ServiceAccountTokens tokens) {
        this.facts = facts;
        this.sources = sources;
        this.tokens = tokens;
    }

    /** The files by relative path. */
    Map<String, VolumeFile> files() {
        return files;
    }

    /** When a token among the files is to be renewed, if there is one. */
    Optional<Instant> refreshAt() {
        return Optional.ofNullable(refreshAt);
    }

    void addConfigMap(JsonObject source, String nameField, int mode) {
        String name = source.string(nameField);
        Optional<ApiObject> found = sources.configMap(facts.pod().namespace(), name);
        if (found.isEmpty() && !source.bool("optional")) {
            throw new VolumeException("configmap \"" + name + "\" not found");
        }
        found.ifPresent(object -> addKeys(source, ConfigData.ofConfigMap(object), mode));
    }

    void addSecret(JsonObject source, String nameField, int mode) {
        String name = source.string(nameField);
        Optional<ApiObject> found = sources.secret(facts.pod().namespace(), name);
        if (found.isEmpty() && !source.bool("optional")) {
            throw new VolumeException("secret \"" + name + "\" not found");
        }
        found.ifPresent(object -> addKeys(source, ConfigData.ofSecret(object), mode));
    }

    private void addKeys(JsonObject source, Map<String, byte[]> data, int mode) {
        List<JsonObject> items = source.array("items").objects();
        if (items.isEmpty()) {
            data.forEach((key, bytes) -> files.put(key, new VolumeFile(bytes, mode)));
        }
        for (JsonObject item : items) {
            byte[] bytes = data.get(item.string("key"));
            if (bytes != null) {
                files.put(item.string("path"), new VolumeFile(bytes, (int) item.number("mode", mode)));
            } else if (!source.bool("optional")) {
                throw new VolumeException("references non-existent config key: " + item.string("key"));
            }
        }
    }

    void addDownward(JsonObject source, int mode) {
        DownwardApi downward = new DownwardApi(facts);
        for (JsonObject item : source.array("items").objects()) {
            byte[] bytes = downward(downward, item).getBytes(StandardCharsets.UTF_8);
            files.put(item.string("path"), new VolumeFile(bytes, (int) item.number("mode", mode)));
        }
    }

    private String downward(DownwardApi downward, JsonObject item) {
        try {
            if (item.has("fieldRef")) {
                return downward.field(item.object("fieldRef").string("fieldPath"));
            }
            JsonObject reference = item.object("resourceFieldRef");
            String name = reference.string("containerName");
            ContainerManifest container = facts.pod()
                    .container(name)
                    .orElseThrow(() -> new VolumeException("container " + name + " not found"));
            return downward.resource(reference, container);
        } catch (ConfigException unusable) {
            throw new VolumeException(unusable.text(), unusable);
        }
    }

    /** The sources of a {@code projected} volume in their order; a later one wins over an earlier one. */
    void addProjected(JsonObject projected) {
        int mode = (int) projected.number("defaultMode", 0644);
        for (JsonObject source : projected.array("sources").objects()) {
            if (source.has("configMap")) {
                addConfigMap(source.object("configMap"), "name", mode);
            } else if (source.has("secret")) {
                addSecret(source.object("secret"), "name", mode);
            } else if (source.has("downwardAPI")) {
                addDownward(source.object("downwardAPI"), mode);
            } else if (source.has("serviceAccountToken")) {
                addToken(source.object("serviceAccountToken"), mode);
            }
        }
    }

    private void addToken(JsonObject source, int mode) {
        Duration lifetime = Duration.ofSeconds(source.number("expirationSeconds", 3600));
        VolumeSources.Token token = tokens.token(facts.pod(), source.string("audience"), lifetime);
        Instant due = token.refreshAt();
        if (refreshAt == null || due.isBefore(refreshAt)) {
            refreshAt = due;
        }
        files.put(source.string("path"), new VolumeFile(token.value().getBytes(StandardCharsets.UTF_8), mode));
    }
}
