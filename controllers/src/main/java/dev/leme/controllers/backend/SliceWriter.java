package dev.leme.controllers.backend;

import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.meta.v1.OwnerReference;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.controllers.backend.Backends.Group;
import java.util.List;
import java.util.Map;

/**
 * Writes planned slices, those that differ alone.
 *
 * @param client the way to the API
 * @param owner what the slices belong to; its name begins theirs
 * @param namespace where it is
 * @param labels what the slices' labels are
 * @param annotations annotations that the slices have besides those of others
 * @param trigger when what is written came about, as RFC 3339 has it; empty where that isn't known
 */
public record SliceWriter(
        ApiClient client,
        OwnerReference owner,
        String namespace,
        Map<String, String> labels,
        Map<String, String> annotations,
        String trigger) {

    /** Runs a plan for slices of {@code family}: what is new first, so that nothing is gone that is wanted. */
    public void run(SlicePlanner.Plan plan, String family) {
        plan.created()
                .forEach(content ->
                        told("create", () -> client.create(Resources.ENDPOINT_SLICES, fresh(content, family))));
        plan.kept().forEach(kept -> told("update " + kept.slice().metadata().name(), () -> update(kept)));
        plan.deleted().forEach(slice -> told("delete " + slice.metadata().name(), () -> delete(slice)));
    }

    /** A refusal says what was refused (upstream's words). */
    private void told(String doing, Runnable write) {
        try {
            write.run();
        } catch (ApiException refused) {
            throw refused.during(
                    "failed to " + doing + " EndpointSlice for " + owner.kind() + " " + namespace + "/" + owner.name());
        }
    }

    private ApiObject fresh(Group content, String family) {
        ApiObject slice = EndpointSlice.builder()
                .metadata(metadata -> metadata.generateName(owner.name() + "-")
                        .namespace(namespace)
                        .labels(labels)
                        .ownerReferences(List.of(owner)))
                .addressType(family)
                .endpoints(content.endpoints())
                .ports(content.ports())
                .build()
                .object();
        return TriggerTime.stamped(slice.withMetadata(this::annotated), trigger);
    }

    private JsonObject annotated(JsonObject metadata) {
        JsonObject all = metadata.object("annotations");
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            all = all.with(annotation.getKey(), annotation.getValue());
        }
        return all.isEmpty() ? metadata : metadata.with("annotations", all);
    }

    private void update(SlicePlanner.Kept kept) {
        ApiObject present = kept.slice().object();
        ApiObject wanted =
                present.withMetadata(metadata -> annotated(metadata.with("labels", JsonObject.ofStrings(labels))));
        EndpointSlice content = EndpointSlice.builder()
                .endpoints(kept.content().endpoints())
                .ports(kept.content().ports())
                .build();
        boolean sameContent = kept.slice().endpoints().equals(content.endpoints())
                && kept.slice().ports().equals(content.ports());
        if (!sameContent) {
            for (String name : List.of("endpoints", "ports")) {
                JsonValue value = content.json().get(name);
                wanted = value == null ? wanted : wanted.with(name, value);
            }
        }
        if (!sameLabels(wanted, present) || !sameContent) {
            client.update(Resources.ENDPOINT_SLICES, TriggerTime.stamped(wanted, trigger));
        }
    }

    private static boolean sameLabels(ApiObject wanted, ApiObject present) {
        return wanted.labels().equals(present.labels()) && wanted.annotations().equals(present.annotations());
    }

    private void delete(EndpointSlice slice) {
        try {
            client.delete(Resources.ENDPOINT_SLICES, namespace, slice.metadata().name(), DeleteOptions.DEFAULT);
        } catch (ApiException gone) {
            if (!gone.is(Reason.NOT_FOUND)) {
                throw gone;
            }
        }
    }
}
