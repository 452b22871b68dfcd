package dev.leme.node.environment;

import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** The bytes by key that a config map or a secret holds. */
public final class ConfigData {
    private ConfigData() {}

    /** A config map's {@code data}: what variables are made of. */
    public static Map<String, byte[]> ofTexts(ApiObject configMap) {
        Map<String, byte[]> data = new TreeMap<>();
        configMap
                .json()
                .object("data")
                .strings()
                .forEach((key, text) -> data.put(key, text.getBytes(StandardCharsets.UTF_8)));
        return data;
    }

    /** A config map's {@code data} and {@code binaryData}: what files are made of. */
    public static Map<String, byte[]> ofConfigMap(ApiObject configMap) {
        Map<String, byte[]> data = ofTexts(configMap);
        for (Map.Entry<String, JsonValue> entry : configMap.json().object("binaryData")) {
            put(data, entry);
        }
        return data;
    }

    /** A secret's {@code data}. */
    public static Map<String, byte[]> ofSecret(ApiObject secret) {
        Map<String, byte[]> data = new TreeMap<>();
        for (Map.Entry<String, JsonValue> entry : secret.json().object("data")) {
            put(data, entry);
        }
        return data;
    }

    private static void put(Map<String, byte[]> data, Map.Entry<String, JsonValue> entry) {
        if (entry.getValue() instanceof JsonString(String text)) {
            data.put(entry.getKey(), Base64.getDecoder().decode(text));
        }
    }
}
