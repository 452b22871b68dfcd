package dev.leme.api.managed;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.schema.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code metadata.managedFields}: who owns which field.
 *
 * <p>An update gives its writer what it changes and takes that from all others. Applying a configuration gives its writer
 * what the configuration names; what it named before and nobody else owns goes.
 */
public final class ManagedFields {

    static final String NAME = "managedFields";

    /** Fields that belong to the server: nobody owns them. */
    private static final FieldSet SYSTEM = new FieldSet(JsonObject.builder()
            .put("f:apiVersion", JsonObject.EMPTY)
            .put("f:kind", JsonObject.EMPTY)
            .put("f:metadata", systemMetadata())
            .build());

    /** The name of who owned everything before the first configuration was applied to an object without owners. */
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    private static final JsonArray RESET = JsonArray.of(JsonObject.EMPTY);

    private ManagedFields() {}

    private static JsonObject systemMetadata() {
        JsonObject.Builder metadata = JsonObject.builder().put(FieldSet.SELF, JsonObject.EMPTY);
        for (String each : List.of(
                "name",
                "namespace",
                "creationTimestamp",
                "deletionTimestamp",
                "deletionGracePeriodSeconds",
                "selfLink",
                "uid",
                "generation",
                NAME,
                "resourceVersion")) {
            metadata.put("f:" + each, JsonObject.EMPTY);
        }
        return metadata.build();
    }

    /**
     * A new object with its first owner.
     *
     * @param ignored fields that the writer has no say in
     */
    public static JsonObject created(
            @Nullable Schema schema, JsonObject object, Manager manager, FieldSet ignored, Instant now) {
        FieldSet fields = Comparison.of(schema, JsonObject.EMPTY, object, SYSTEM)
                .changed()
                .recursiveDifference(ignored);
        Owner owner = new Owner(manager, object.string("apiVersion"), Owner.timestamp(now), fields);
        return with(object, Owners.NONE.with(owner));
    }

    /** A changed object with its owners, where the writer has not given others itself. */
    public static JsonObject updated(
            @Nullable Schema schema, JsonObject before, JsonObject after, Manager manager, Instant now) {
        JsonArray given = given(after);
        if (given.equals(RESET)) {
            return with(after, Owners.NONE);
        }
        boolean own = given.isEmpty() || !manager.subresource().isEmpty() || given.equals(given(before));
        Owners known = own ? null : Owners.parseChecked(given);
        Owners owners = known == null ? of(before) : known;
        if (owners.entries().isEmpty()) {
            return with(after, owners);
        }
        Comparison difference = Comparison.of(schema, before, after, SYSTEM);
        FieldSet changed = difference.changed();
        Owners others = owners.without(difference.removed().union(changed), null);
        if (changed.isEmpty()) {
            return with(after, others);
        }
        String version = after.string("apiVersion");
        Owner left = others.find(manager, version);
        FieldSet fields = left == null ? changed : left.fields().union(changed);
        Owner self = new Owner(manager, version, Owner.timestamp(now), fields);
        return with(after, others.with(self).capped());
    }

    /**
     * What applying a configuration makes of an object; throws {@link ApplyConflicts}, where it isn't forced, when it sets
     * another value to what someone else owns.
     *
     * @param live the object as it is
     * @param ignored fields that this write has no say in
     */
    public static JsonObject applied(
            @Nullable Schema schema,
            JsonObject live,
            JsonObject configuration,
            Manager manager,
            FieldSet ignored,
            boolean force,
            Instant now) {
        Owners owners = of(live);
        if (owners.entries().isEmpty()) {
            Manager first = new Manager(BEFORE_FIRST_APPLY, Manager.Operation.UPDATE, "");
            owners = of(created(schema, bare(live), first, FieldSet.EMPTY, now));
        }
        String version = configuration.string("apiVersion");
        Owner before = owners.find(manager, version);
        JsonObject wanted = bare(configuration);
        FieldSet fields = AppliedFields.of(schema, wanted).difference(SYSTEM).recursiveDifference(ignored);
        String time = before == null ? Owner.timestamp(now) : before.time();
        Owner self = new Owner(manager, version, time, fields);
        JsonObject merged = TypedMerge.merge(schema, bare(live), wanted);
        Owners holders = owners.with(self);
        if (before != null) {
            FieldSet dropped = before.fields().difference(holders.all());
            merged = Removal.remove(schema, merged, dropped, holders.all());
        }
        Comparison difference = Comparison.of(schema, bare(live), merged);
        FieldSet changed = difference.changed().recursiveDifference(ignored);
        ApplyConflicts.check(holders, self, changed, live, schema, force);
        Owners after = holders.without(changed.union(difference.removed()), self);
        JsonObject noted = LastApplied.isFor(manager) ? LastApplied.renewed(merged, wanted) : merged;
        boolean same =
                before != null && before.fields().equals(fields) && bare(live).equals(noted);
        return with(noted, same ? after : after.with(new Owner(manager, version, Owner.timestamp(now), fields)));
    }

    /** {@code after} with the owners that {@code said} has. */
    public static JsonObject as(JsonObject said, JsonObject after) {
        return with(after, of(said));
    }

    private static JsonArray given(JsonObject object) {
        return object.object("metadata").array(NAME);
    }

    private static Owners of(JsonObject object) {
        Owners owners = Owners.parse(given(object));
        return owners == null ? Owners.NONE : owners;
    }

    private static JsonObject bare(JsonObject object) {
        JsonObject metadata = object.object("metadata");
        return metadata.has(NAME) ? object.with("metadata", metadata.without(NAME)) : object;
    }

    private static JsonObject with(JsonObject object, Owners owners) {
        JsonValue entries = owners.json();
        JsonObject metadata = object.object("metadata");
        return object.with(
                "metadata", owners.entries().isEmpty() ? metadata.without(NAME) : metadata.with(NAME, entries));
    }
}
