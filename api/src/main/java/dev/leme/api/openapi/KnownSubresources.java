package dev.leme.api.openapi;

import dev.leme.api.openapi.ApiResource.Subresource;
import dev.leme.api.schema.Schemas;
import java.util.Locale;
import java.util.Set;

/** What the subresources of built-in resources take and allow. */
final class KnownSubresources {

    private static final Set<String> READ_AND_WRITE = Set.of("get", "patch", "update");

    private KnownSubresources() {}

    static Subresource of(String name, String group, String version, String kind) {
        return switch (name) {
            case "scale" -> of(name, "autoscaling", "v1", "Scale", READ_AND_WRITE);
            case "binding" -> of(name, "", "v1", "Binding", Set.of("create"));
            case "eviction" -> of(name, "policy", "v1", "Eviction", Set.of("create"));
            case "token" -> of(name, "authentication.k8s.io", "v1", "TokenRequest", Set.of("create"));
            case "exec", "attach" -> of(name, "", "v1", options(kind, name), Set.of("create", "get"));
            case "portforward" -> of(name, "", "v1", "PodPortForwardOptions", Set.of("create", "get"));
            case "proxy" ->
                of(name, "", "v1", kind + "ProxyOptions", Set.of("create", "delete", "get", "patch", "update"));
            case "log" -> of(name, group, version, kind, Set.of("get"));
            case "finalize" -> of(name, group, version, kind, Set.of("update"));
            default -> of(name, group, version, kind, READ_AND_WRITE);
        };
    }

    private static String options(String kind, String name) {
        return kind + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + "Options";
    }

    private static Subresource of(String name, String group, String version, String kind, Set<String> verbs) {
        return new Subresource(name, group, version, kind, Schemas.definitionName(group, version, kind), verbs);
    }
}
