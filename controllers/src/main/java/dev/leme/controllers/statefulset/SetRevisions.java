package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.controllers.workload.TemplateHistory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which revisions a set's pods are made of.
 *
 * @param current the revision that the set was at when it was last complete
 * @param update the revision that the set wants
 * @param collisions how often a revision's name was taken by another content
 * @param steps what has to be done to the revisions
 */
record SetRevisions(ControllerRevision current, ControllerRevision update, int collisions, List<Step> steps) {

    private static final String HASH = "controller.kubernetes.io/hash";
    private static final int HISTORY = 10;

    static SetRevisions plan(StatefulSetState state) {
        StatefulSet set = state.set();
        TemplateHistory history = TemplateHistory.of(
                set.object(), HASH, state.revisions(), set.status().collisionCount());
        ControllerRevision update = history.update();
        ControllerRevision current = state.revisions().stream()
                .filter(revision ->
                        revision.metadata().name().equals(set.status().currentRevision()))
                .findFirst()
                .orElse(update);
        List<Step> steps = new ArrayList<>();
        if (history.isNew()) {
            steps.add(new Step.CreateRevision(update));
        } else if (history.isChanged()) {
            steps.add(new Step.UpdateRevision(update));
        }
        surplus(state, history, current).forEach(revision -> steps.add(new Step.DeleteRevision(revision)));
        return new SetRevisions(current, update, history.collisions(), List.copyOf(steps));
    }

    /** The oldest revisions that nobody uses, as many as exceed the limit. */
    private static List<ControllerRevision> surplus(
            StatefulSetState state, TemplateHistory history, ControllerRevision current) {
        int limit = state.set().spec().hasRevisionHistoryLimit()
                ? state.set().spec().revisionHistoryLimit()
                : HISTORY;
        Set<String> live = new HashSet<>();
        live.add(current.metadata().name());
        state.members().forEach(member -> live.add(member.revision()));
        return history.surplus(revision -> live.contains(revision.metadata().name()), limit);
    }
}
