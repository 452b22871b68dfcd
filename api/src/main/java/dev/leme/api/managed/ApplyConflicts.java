package dev.leme.api.managed;

import dev.leme.api.json.JsonObject;
import dev.leme.api.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A configuration sets another value to fields that others own. */
public final class ApplyConflicts extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * One field that two want to have.
     *
     * @param owner the other one, as people read it
     * @param path of the field
     */
    public record Conflict(String owner, String path) {}

    private final transient List<Conflict> conflicts;

    private ApplyConflicts(List<Conflict> conflicts) {
        super(message(conflicts));
        this.conflicts = List.copyOf(conflicts);
    }

    /** All of them. */
    public List<Conflict> conflicts() {
        return conflicts;
    }

    static void check(
            Owners owners, Owner self, FieldSet changed, JsonObject live, @Nullable Schema schema, boolean force) {
        if (force) {
            return;
        }
        FieldSet allowed = LastApplied.isFor(self.manager()) ? LastApplied.fields(schema, live) : FieldSet.EMPTY;
        List<Conflict> conflicts = new ArrayList<>();
        for (Owner each : owners.entries()) {
            if (!each.equals(self)) {
                FieldSet both = each.fields().intersection(changed).difference(allowed);
                both.paths().forEach(path -> conflicts.add(new Conflict(each.readable(), path)));
            }
        }
        if (!conflicts.isEmpty()) {
            throw new ApplyConflicts(conflicts);
        }
    }

    private static String message(List<Conflict> conflicts) {
        if (conflicts.size() == 1) {
            Conflict only = conflicts.getFirst();
            return "Apply failed with 1 conflict: conflict with " + only.owner() + ": " + only.path();
        }
        Map<String, List<Conflict>> byOwner = conflicts.stream()
                .sorted(Comparator.comparing(Conflict::owner))
                .collect(Collectors.groupingBy(Conflict::owner, LinkedHashMap::new, Collectors.toList()));
        return "Apply failed with " + conflicts.size() + " conflicts: "
                + byOwner.entrySet().stream()
                        .map(each -> "conflicts with " + each.getKey() + ":\n"
                                + each.getValue().stream()
                                        .map(conflict -> "- " + conflict.path())
                                        .collect(Collectors.joining("\n")))
                        .collect(Collectors.joining("\n"));
    }
}
