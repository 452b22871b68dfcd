package dev.leme.controllers.workload;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.core.v1.PodTemplateSpec;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.meta.v1.ObjectMeta;
import dev.leme.api.object.ApiObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The templates that an owner has had, kept as ControllerRevisions, so that one can go back to them.
 *
 * @param update the revision of the template that is wanted now
 * @param isNew whether it has to be created
 * @param isChanged whether it has to be updated, because an old template is wanted again
 * @param collisions how often a revision's name was taken by another content
 * @param others the other revisions, the oldest first
 */
public record TemplateHistory(
        ControllerRevision update, boolean isNew, boolean isChanged, int collisions, List<ControllerRevision> others) {

    /** Looks for the owner's template in its history; {@code hashLabel} is the label that holds a revision's hash. */
    public static TemplateHistory of(
            ApiObject owner, String hashLabel, List<ControllerRevision> revisions, int collisions) {
        List<ControllerRevision> history = new ArrayList<>(revisions);
        history.sort(Comparator.comparingLong(ControllerRevision::revision)
                .thenComparing(revision -> revision.metadata().name()));
        long newest = history.isEmpty() ? 0 : history.getLast().revision();
        JsonObject data = data(owner);
        ControllerRevision known = history.reversed().stream()
                .filter(revision -> revision.data().equals(data))
                .findFirst()
                .orElse(null);
        if (known == null) {
            int free = collisions;
            while (isTaken(history, name(owner, data, free))) {
                free++;
            }
            ControllerRevision fresh = revision(owner, data, hashLabel, free, newest + 1);
            return new TemplateHistory(fresh, true, false, free, List.copyOf(history));
        }
        history.remove(known);
        boolean isOld = known.revision() < newest;
        ControllerRevision update =
                isOld ? known.toBuilder().revision(newest + 1).build() : known;
        return new TemplateHistory(update, false, isOld, collisions, List.copyOf(history));
    }

    /** What makes one revision differ from another: the template, marked as a patch that replaces it. */
    private static JsonObject data(ApiObject owner) {
        JsonObject template = owner.spec().object("template").with("$patch", "replace");
        return JsonObject.of("spec", JsonObject.of("template", template));
    }

    private static boolean isTaken(List<ControllerRevision> history, String name) {
        return history.stream().anyMatch(revision -> revision.metadata().name().equals(name));
    }

    private static String name(ApiObject owner, JsonObject data, int collisions) {
        return owner.name() + "-" + Hashes.of(data, collisions);
    }

    private static ControllerRevision revision(
            ApiObject owner, JsonObject data, String hashLabel, int collisions, long number) {
        JsonObject labels = owner.spec().object("template").object("metadata").object("labels");
        ObjectMeta metadata = ObjectMeta.builder()
                .name(name(owner, data, collisions))
                .namespace(owner.namespace())
                .labels(labels.strings())
                .putLabels(hashLabel, Hashes.of(data, collisions))
                .annotations(owner.annotations())
                .build();
        JsonObject owned = metadata.json().with("ownerReferences", JsonArray.of(Owners.controller(owner)));
        return ControllerRevision.builder()
                .metadata(ObjectMeta.of(owned))
                .data(data)
                .revision(number)
                .build();
    }

    /** The hash of the template that is wanted now. */
    public String hash(String hashLabel) {
        return hash(update, hashLabel);
    }

    /** The hash that a revision carries in the label. */
    public static String hash(ControllerRevision revision, String hashLabel) {
        return revision.metadata().labels().getOrDefault(hashLabel, "");
    }

    /** The template that a revision keeps. */
    public static PodTemplateSpec template(ControllerRevision revision) {
        return PodTemplateSpec.of(
                revision.data().object("spec").object("template").without("$patch"));
    }

    /** The oldest of the others that aren't live, as many as exceed {@code limit}; none is asked about while there are fewer. */
    public List<ControllerRevision> surplus(Predicate<ControllerRevision> isLive, int limit) {
        if (others.size() <= limit) {
            return List.of();
        }
        List<ControllerRevision> idle =
                others.stream().filter(revision -> !isLive.test(revision)).toList();
        return idle.subList(0, Math.max(0, idle.size() - limit));
    }
}
