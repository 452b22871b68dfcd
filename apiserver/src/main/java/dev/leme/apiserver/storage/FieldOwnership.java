package dev.leme.apiserver.storage;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.managed.ApplyConflicts;
import dev.leme.api.managed.FieldSet;
import dev.leme.api.managed.ManagedFields;
import dev.leme.api.managed.Manager;
import dev.leme.api.object.ApiObject;
import dev.leme.api.schema.Schema;
import dev.leme.api.schema.Schemas;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import org.jspecify.annotations.Nullable;

/** Notes with every write who owns which field from then on. */
final class FieldOwnership {

    private static final FieldSet STATUS = fields("status");
    private static final FieldSet ALL_BUT_STATUS = fields("spec", "metadata");

    private final Clock clock;

    FieldOwnership(Clock clock) {
        this.clock = clock;
    }

    private static FieldSet fields(String... names) {
        JsonObject.Builder tree = JsonObject.builder();
        for (String name : names) {
            tree.put("f:" + name, JsonObject.EMPTY);
        }
        return new FieldSet(tree.build());
    }

    /** What a write of this part has no say in. */
    private static FieldSet ignored(Part part) {
        return switch (part) {
            case MAIN -> STATUS;
            case STATUS -> ALL_BUT_STATUS;
            default -> FieldSet.EMPTY;
        };
    }

    private static @Nullable Schema schema(ApiObject object) {
        String version = object.apiVersion();
        int slash = version.indexOf('/');
        String group = slash < 0 ? "" : version.substring(0, slash);
        return Schemas.of(group, version.substring(slash + 1), object.kind());
    }

    private static Manager manager(WriteContext context, Part part) {
        return new Manager(context.manager(), context.operation(), part.subresource());
    }

    /** A new object's first owner: its creator, of all that the creator sent and what that defaults to. */
    ApiObject created(WriteContext context, ApiObject asked, ApiObject fresh) {
        if (context.applies()) {
            return ApiObject.of(ManagedFields.as(asked.json(), fresh.json()));
        }
        return ApiObject.of(ManagedFields.created(
                schema(fresh), fresh.json(), manager(context, Part.MAIN), ignored(Part.MAIN), clock.now()));
    }

    /** The configuration of a new object, owned by who applies it. */
    ApiObject first(WriteContext context, ApiObject configuration) {
        JsonObject nothing = JsonObject.builder()
                .put("kind", configuration.kind())
                .put("apiVersion", configuration.apiVersion())
                .build();
        return ApiObject.of(ManagedFields.applied(
                schema(configuration),
                nothing,
                configuration.json(),
                manager(context.applying(), Part.MAIN),
                ignored(Part.MAIN),
                true,
                clock.now()));
    }

    /** A changed object with its owners; a binding belongs to no one. */
    ApiObject updated(WriteContext context, Part part, ApiObject asked, ApiObject fresh, ApiObject old) {
        if (context.applies()) {
            return ApiObject.of(ManagedFields.as(asked.json(), fresh.json()));
        }
        if (part == Part.BINDING) {
            return ApiObject.of(ManagedFields.as(old.json(), fresh.json()));
        }
        JsonValue given = asked.metadata().get("managedFields");
        ApiObject said =
                fresh.withMetadata(metadata -> metadata.with("managedFields", given == null ? JsonArray.EMPTY : given));
        return ApiObject.of(
                ManagedFields.updated(schema(fresh), old.json(), said.json(), manager(context, part), clock.now()));
    }

    /** What a configuration makes of an object, with its owners; throws Conflict. */
    ApiObject applied(WriteContext context, Part part, ApiObject configuration, ApiObject old, boolean force) {
        try {
            JsonObject applied = ManagedFields.applied(
                    schema(old),
                    old.json(),
                    configuration.json(),
                    manager(context.applying(), part),
                    ignored(part),
                    force,
                    clock.now());
            String version = configuration.resourceVersion();
            return ApiObject.of(applied)
                    .withMetadata(metadata -> version.isEmpty()
                            ? metadata.without("resourceVersion")
                            : metadata.with("resourceVersion", version));
        } catch (ApplyConflicts conflicts) {
            throw refused(conflicts);
        }
    }

    private static ApiException refused(ApplyConflicts conflicts) {
        JsonArray causes = JsonArray.EMPTY;
        for (ApplyConflicts.Conflict each : conflicts.conflicts()) {
            causes = causes.plus(JsonObject.builder()
                    .put("reason", "FieldManagerConflict")
                    .put("message", "conflict with " + each.owner())
                    .put("field", each.path())
                    .build());
        }
        return new ApiException(
                Reason.CONFLICT,
                Reason.CONFLICT.code(),
                String.valueOf(conflicts.getMessage()),
                JsonObject.of("causes", causes));
    }
}
