package dev.leme.api.managed;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All entries of {@code managedFields}. Immutable. */
record Owners(List<Owner> entries) {

    static final Owners NONE = new Owners(List.of());

    private static final int MOST_UPDATERS = 10;
    private static final String ANCIENT = "ancient-changes";

    /** As upstream writes them: who applies first, then by time and name. */
    private static final Comparator<Owner> ORDER = Comparator.comparing((Owner each) -> !each.applies())
            .thenComparing(Owner::time)
            .thenComparing(each -> each.manager().name())
            .thenComparing(Owner::apiVersion)
            .thenComparing(each -> each.manager().subresource());

    Owners {
        entries = List.copyOf(entries);
    }

    /** What a client says; null where that isn't a list of entries with trees of fields. */
    static @Nullable Owners parseChecked(JsonArray managedFields) {
        Owners owners = parse(managedFields);
        return owners != null
                        && owners.entries().stream()
                                .allMatch(each -> FieldSet.isTree(each.fields().tree()))
                ? owners
                : null;
    }

    /** What stored metadata says; null where that isn't a list of entries. */
    static @Nullable Owners parse(JsonArray managedFields) {
        List<Owner> entries = new ArrayList<>();
        for (JsonObject each : managedFields.objects()) {
            Owner owner = Owner.parse(each);
            if (owner == null) {
                return null;
            }
            entries.add(owner);
        }
        return new Owners(entries);
    }

    @Nullable Owner find(Manager manager, String apiVersion) {
        return entries.stream()
                .filter(each -> each.isBy(manager, apiVersion))
                .findFirst()
                .orElse(null);
    }

    /** Everything that anyone has. */
    FieldSet all() {
        return entries.stream().map(Owner::fields).reduce(FieldSet.EMPTY, FieldSet::union);
    }

    /** Without these fields, and without those who have nothing left. */
    Owners without(FieldSet fields, @Nullable Owner except) {
        return new Owners(entries.stream()
                .map(each ->
                        each.equals(except) ? each : each.with(each.fields().difference(fields)))
                .filter(each -> !each.fields().isEmpty())
                .toList());
    }

    /** With this entry in the place of its writer's earlier one. */
    Owners with(Owner owner) {
        List<Owner> changed = new ArrayList<>(entries);
        changed.removeIf(each -> each.isBy(owner.manager(), owner.apiVersion()));
        if (!owner.fields().isEmpty() || owner.applies()) {
            changed.add(owner);
        }
        return new Owners(changed);
    }

    /** With the oldest of too many updaters put together. */
    Owners capped() {
        List<Owner> updaters = new ArrayList<>(
                entries.stream().filter(each -> !each.applies()).sorted(ORDER).toList());
        if (updaters.size() <= MOST_UPDATERS) {
            return this;
        }
        List<Owner> changed = new ArrayList<>(entries);
        for (Owner old : updaters.subList(0, updaters.size() - MOST_UPDATERS + 1)) {
            changed.remove(old);
            Manager ancient = new Manager(ANCIENT, Manager.Operation.UPDATE, "");
            Owner before = new Owners(changed).find(ancient, old.apiVersion());
            FieldSet fields = before == null ? old.fields() : before.fields().union(old.fields());
            changed = new ArrayList<>(new Owners(changed)
                    .with(new Owner(ancient, old.apiVersion(), old.time(), fields))
                    .entries());
        }
        return new Owners(changed);
    }

    JsonArray json() {
        if (entries.size() == 1) {
            return JsonArray.of(entries.getFirst().json());
        }
        return new JsonArray(entries.stream()
                .sorted(ORDER)
                .<dev.leme.api.json.JsonValue>map(Owner::json)
                .toList());
    }
}
