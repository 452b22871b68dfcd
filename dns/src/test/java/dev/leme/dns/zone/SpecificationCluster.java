package dev.leme.dns.zone;

import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.object.ApiObject;
import dev.leme.api.yaml.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The zone of the Services in {@code specification.yaml}. */
public final class SpecificationCluster {

    private SpecificationCluster() {}

    /** The zone, complete. */
    public static Zone zone() throws IOException {
        List<ApiObject> objects = objects();
        Zone zone = Zone.of("cluster.local");
        for (ApiObject object : objects) {
            if (object.kind().equals("Service")) {
                List<EndpointSlice> slices = objects.stream()
                        .filter(slice ->
                                object.name().equals(slice.labels().getOrDefault("kubernetes.io/service-name", "")))
                        .map(EndpointSlice::of)
                        .toList();
                zone = zone.with(
                        object.namespace() + "/" + object.name(),
                        ServiceRecords.plan(Service.of(object), slices, zone.domain()));
            }
        }
        return zone.completed();
    }

    private static List<ApiObject> objects() throws IOException {
        try (InputStream file = SpecificationCluster.class.getResourceAsStream("/dev/leme/dns/specification.yaml")) {
            if (file == null) {
                throw new IOException("specification.yaml is missing");
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Yaml.documents(text).stream().map(ApiObject::of).toList();
        }
    }
}
