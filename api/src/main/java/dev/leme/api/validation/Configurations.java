package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What config maps and secrets must hold, and what may change of them. */
final class Configurations {

    private static final int MOST_BYTES = 1024 * 1024;
    private static final FieldPath DATA = FieldPath.of("data");
    private static final String SEALED = "field is immutable when `immutable` is set";

    private Configurations() {}

    static void configMap(Report report, ApiObject map) {
        JsonObject data = map.json().object("data");
        long size = 0;
        for (Map.Entry<String, JsonValue> entry : data) {
            key(report, DATA, entry.getKey());
            size += entry.getValue() instanceof JsonString(String text)
                    ? text.getBytes(StandardCharsets.UTF_8).length
                    : 0;
        }
        FieldPath binary = FieldPath.of("binaryData");
        for (Map.Entry<String, JsonValue> entry : map.json().object("binaryData")) {
            key(report, binary, entry.getKey());
            if (data.get(entry.getKey()) != null) {
                report.invalid(binary.key(entry.getKey()), entry.getKey(), "duplicate of key present in data");
            }
            size += decodedSize(entry.getValue());
        }
        if (size > MOST_BYTES) {
            report.add(FieldError.tooLong(FieldPath.of("[]"), MOST_BYTES));
        }
    }

    private static void key(Report report, FieldPath path, String key) {
        report.complain(path.key(key), key, Names.configKey(key));
    }

    private static long decodedSize(JsonValue value) {
        if (!(value instanceof JsonString(String text))) {
            return 0;
        }
        int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        return Math.max(0, text.length() / 4L * 3 - padding);
    }

    static void configMapUpdate(Report report, ApiObject fresh, ApiObject old) {
        sealed(report, fresh.json(), old.json(), List.of("data", "binaryData"));
    }

    private static void sealed(Report report, JsonObject fresh, JsonObject old, List<String> members) {
        if (!old.bool("immutable")) {
            return;
        }
        if (!fresh.bool("immutable")) {
            report.forbidden(FieldPath.of("immutable"), SEALED);
        }
        for (String member : members) {
            if (!Objects.equals(fresh.object(member), old.object(member))) {
                report.forbidden(FieldPath.of(member), SEALED);
            }
        }
    }

    static void secret(Report report, ApiObject secret) {
        JsonObject data = secret.json().object("data");
        long size = 0;
        for (Map.Entry<String, JsonValue> entry : data) {
            key(report, DATA, entry.getKey());
            size += decodedSize(entry.getValue());
        }
        if (size > MOST_BYTES) {
            report.add(FieldError.tooLong(DATA, MOST_BYTES));
        }
        byType(report, secret, data);
    }

    private static void byType(Report report, ApiObject secret, JsonObject data) {
        switch (secret.json().string("type")) {
            case "kubernetes.io/service-account-token" -> {
                if (secret.annotations()
                        .getOrDefault("kubernetes.io/service-account.name", "")
                        .isEmpty()) {
                    report.required(Metadata.PATH.child("annotations").key("kubernetes.io/service-account.name"), "");
                }
            }
            case "kubernetes.io/dockercfg" -> json(report, data, ".dockercfg");
            case "kubernetes.io/dockerconfigjson" -> json(report, data, ".dockerconfigjson");
            case "kubernetes.io/basic-auth" -> {
                if (data.get("username") == null && data.get("password") == null) {
                    report.required(DATA.key("username"), "");
                    report.required(DATA.key("password"), "");
                }
            }
            case "kubernetes.io/ssh-auth" -> {
                if (data.string("ssh-privatekey").isEmpty()) {
                    report.required(DATA.key("ssh-privatekey"), "");
                }
            }
            case "kubernetes.io/tls" -> {
                for (String key : List.of("tls.crt", "tls.key")) {
                    if (data.get(key) == null) {
                        report.required(DATA.key(key), "");
                    }
                }
            }
            default -> {}
        }
    }

    private static void json(Report report, JsonObject data, String key) {
        if (!(data.get(key) instanceof JsonString(String text))) {
            report.required(DATA.key(key), "");
            return;
        }
        try {
            Json.parse(Base64.getDecoder().decode(text));
        } catch (JsonException | IllegalArgumentException broken) {
            report.invalid(DATA.key(key), "<secret contents redacted>", String.valueOf(broken.getMessage()));
        }
    }

    static void secretUpdate(Report report, ApiObject fresh, ApiObject old) {
        report.immutable(
                FieldPath.of("type"), fresh.json().get("type"), old.json().get("type"));
        sealed(report, fresh.json(), old.json(), List.of("data"));
    }
}
