package dev.leme.apiserver.discovery;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import java.util.Locale;

/** What {@code /version} tells. */
public final class ServerVersion {

    /** The version of Kubernetes whose behaviour this is, and that it is ours. */
    public static final String GIT_VERSION = "v1.36.2+leme";

    private ServerVersion() {}

    /** The document. */
    public static byte[] document() {
        return Json.bytes(JsonObject.builder()
                .put("major", "1")
                .put("minor", "36")
                .put("emulationMajor", "1")
                .put("emulationMinor", "36")
                .put("minCompatibilityMajor", "1")
                .put("minCompatibilityMinor", "35")
                .put("gitVersion", GIT_VERSION)
                .put("gitCommit", "0000000000000000000000000000000000000000")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("goVersion", "java" + Runtime.version().feature())
                .put("compiler", "hotspot")
                .put("platform", platform())
                .build());
    }

    private static String platform() {
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return "linux/" + (architecture.equals("aarch64") ? "arm64" : "amd64");
    }
}
