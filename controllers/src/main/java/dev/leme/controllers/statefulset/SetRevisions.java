package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodTemplateSpec;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.meta.v1.ObjectMeta;
import dev.leme.controllers.workload.Hashes;
import dev.leme.controllers.workload.Owners;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The templates that a set has had, kept as ControllerRevisions.
 *
 * @param current the revision that the set was at when it was last complete
 * @param update the revision that the set wants
 * @param collisions how often a revision's name was taken by another content
 * @param steps what has to be done to the revisions
 */
record SetRevisions(ControllerRevision current, ControllerRevision update, int collisions, List<Step> steps) {

    private static final String HASH = "controller.kubernetes.io/hash";

    static SetRevisions plan(StatefulSetState state) {
        StatefulSet set = state.set();
        List<ControllerRevision> history = new ArrayList<>(state.revisions());
        history.sort(Comparator.comparingLong(ControllerRevision::revision)
                .thenComparing(revision -> revision.metadata().name()));
        int collisions = set.status().collisionCount();
        List<Step> steps = new ArrayList<>();
        JsonObject data = data(set);
        ControllerRevision update = history.reversed().stream()
                .filter(revision -> revision.data().equals(data))
                .findFirst()
                .orElse(null);
        long newest = history.isEmpty() ? 0 : history.getLast().revision();
        if (update == null) {
            collisions = freeName(set, data, collisions, history);
            update = revision(set, data, collisions, newest + 1);
            steps.add(new Step.CreateRevision(update));
        } else if (update.revision() < newest) {
            update = update.toBuilder().revision(newest + 1).build();
            steps.add(new Step.UpdateRevision(update));
        }
        ControllerRevision current = named(history, set.status().currentRevision());
        SetRevisions live = new SetRevisions(current == null ? update : current, update, collisions, List.of());
        steps.addAll(live.surplus(state, history));
        return new SetRevisions(live.current, update, collisions, List.copyOf(steps));
    }

    /** What makes one revision differ from another: the template, marked as a patch that replaces it. */
    private static JsonObject data(StatefulSet set) {
        JsonObject template = set.spec().template().json().with("$patch", "replace");
        return JsonObject.of("spec", JsonObject.of("template", template));
    }

    private static int freeName(StatefulSet set, JsonObject data, int collisions, List<ControllerRevision> history) {
        int free = collisions;
        while (named(history, name(set, data, free)) != null) {
            free++;
        }
        return free;
    }

    private static String name(StatefulSet set, JsonObject data, int collisions) {
        return set.metadata().name() + "-" + Hashes.of(data, collisions);
    }

    private static ControllerRevision revision(StatefulSet set, JsonObject data, int collisions, long number) {
        ObjectMeta metadata = ObjectMeta.builder()
                .name(name(set, data, collisions))
                .namespace(set.metadata().namespace())
                .labels(set.spec().template().metadata().labels())
                .putLabels(HASH, Hashes.of(data, collisions))
                .annotations(set.metadata().annotations())
                .build();
        JsonObject owned = metadata.json().with("ownerReferences", JsonArray.of(Owners.controller(set.object())));
        return ControllerRevision.builder()
                .metadata(ObjectMeta.of(owned))
                .data(data)
                .revision(number)
                .build();
    }

    private static @Nullable ControllerRevision named(List<ControllerRevision> history, String name) {
        for (ControllerRevision revision : history) {
            if (revision.metadata().name().equals(name)) {
                return revision;
            }
        }
        return null;
    }

    /** The oldest revisions that nobody uses, as many as exceed the limit. */
    private List<Step> surplus(StatefulSetState state, List<ControllerRevision> history) {
        Set<String> live = new HashSet<>();
        live.add(current.metadata().name());
        live.add(update.metadata().name());
        for (Pod pod : state.pods()) {
            live.add(Identity.revision(pod));
        }
        List<ControllerRevision> idle = history.stream()
                .filter(revision -> !live.contains(revision.metadata().name()))
                .toList();
        int limit = state.set().spec().hasRevisionHistoryLimit()
                ? state.set().spec().revisionHistoryLimit()
                : 10;
        int surplus = Math.max(0, idle.size() - limit);
        return idle.subList(0, surplus).stream()
                .<Step>map(Step.DeleteRevision::new)
                .toList();
    }

    /** The template that a revision keeps. */
    static PodTemplateSpec template(ControllerRevision revision) {
        return PodTemplateSpec.of(
                revision.data().object("spec").object("template").without("$patch"));
    }
}
