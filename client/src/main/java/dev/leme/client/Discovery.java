package dev.leme.client;

import dev.leme.api.json.JsonObject;
import dev.leme.api.resource.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads aggregated discovery ({@code apidiscovery.k8s.io/v2}). */
final class Discovery {

    static final String MEDIA_TYPE = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private Discovery() {}

    /** The first version that serves a resource is the preferred one; a later version of the same adds nothing. */
    static List<ServedResource> read(JsonObject groups) {
        List<ServedResource> served = new ArrayList<>();
        for (JsonObject group : groups.array("items").objects()) {
            String name = group.object("metadata").string("name");
            Set<String> seen = new HashSet<>();
            for (JsonObject version : group.array("versions").objects()) {
                for (JsonObject resource : version.array("resources").objects()) {
                    if (seen.add(resource.string("resource"))) {
                        served.add(served(name, version.string("version"), resource));
                    }
                }
            }
        }
        return served;
    }

    private static ServedResource served(String group, String version, JsonObject json) {
        Resource resource = new Resource(
                group,
                version,
                json.string("resource"),
                json.object("responseKind").string("kind"),
                json.string("scope").equals("Namespaced"));
        return new ServedResource(resource, Set.copyOf(json.array("verbs").strings()));
    }
}
