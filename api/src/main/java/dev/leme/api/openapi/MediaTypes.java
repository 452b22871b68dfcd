package dev.leme.api.openapi;

import java.util.List;

/** The media types of requests and answers. */
final class MediaTypes {

    static final List<String> ANY = List.of("*/*");
    static final List<String> DISCOVERY =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
    static final List<String> LOG =
            List.of("text/plain", "application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

    private static final List<String> OBJECTS = DISCOVERY;
    private static final List<String> CUSTOM_OBJECTS = List.of("application/json", "application/yaml");
    private static final List<String> WATCHABLE = List.of(
            "application/json",
            "application/yaml",
            "application/vnd.kubernetes.protobuf",
            "application/json;stream=watch",
            "application/vnd.kubernetes.protobuf;stream=watch");
    private static final List<String> PATCHES = List.of(
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml");
    private static final List<String> CUSTOM_PATCHES =
            List.of("application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml");

    private MediaTypes() {}

    static List<String> objects(ApiResource resource) {
        return resource.isCustom() ? CUSTOM_OBJECTS : OBJECTS;
    }

    static List<String> watchable(ApiResource resource) {
        return resource.isCustom() ? CUSTOM_OBJECTS : WATCHABLE;
    }

    static List<String> patches(ApiResource resource) {
        return resource.isCustom() ? CUSTOM_PATCHES : PATCHES;
    }
}
