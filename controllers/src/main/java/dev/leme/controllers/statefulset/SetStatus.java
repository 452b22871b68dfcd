package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.apps.v1.StatefulSetStatus;
import dev.leme.api.json.JsonObject;
import dev.leme.controllers.workload.Counts;
import java.time.Duration;
import java.time.Instant;

/** Counts pods into a set's status. */
final class SetStatus {

    private final StatefulSet set;
    private final String updateRevision;
    private final int collisions;
    private final Duration minReady;
    private final Instant now;
    private String currentRevision;
    private int replicas;
    private int ready;
    private int available;
    private int current;
    private int updated;

    SetStatus(StatefulSet set, SetRevisions revisions, Duration minReady, Instant now) {
        this.set = set;
        this.updateRevision = revisions.update().metadata().name();
        this.currentRevision = revisions.current().metadata().name();
        this.collisions = revisions.collisions();
        this.minReady = minReady;
        this.now = now;
    }

    void count(Member member) {
        replicas++;
        ready += member.isReady() ? 1 : 0;
        available += member.isAvailable(minReady, now) ? 1 : 0;
        if (!member.isTerminating()) {
            countRevision(member, 1);
        }
    }

    /** The pod is on its way out from now on. */
    void uncount(Member member) {
        countRevision(member, -1);
    }

    private void countRevision(Member member, int by) {
        current += member.revision().equals(currentRevision) ? by : 0;
        updated += member.revision().equals(updateRevision) ? by : 0;
    }

    /** A rolling update whose every pod is new and ready makes its revision the current one. */
    void complete() {
        int wanted = Identity.replicas(set);
        boolean rolling = !set.spec().updateStrategy().type().equals("OnDelete");
        if (rolling && updated == wanted && ready == wanted && replicas == wanted) {
            currentRevision = updateRevision;
            current = updated;
        }
    }

    StatefulSetStatus build() {
        JsonObject status = new Counts(set.status().json())
                .put("observedGeneration", set.metadata().generation())
                .always("replicas", replicas)
                .put("readyReplicas", ready)
                .always("availableReplicas", available)
                .put("currentReplicas", current)
                .put("updatedReplicas", updated)
                .always("collisionCount", collisions)
                .build()
                .with("currentRevision", currentRevision)
                .with("updateRevision", updateRevision);
        return StatefulSetStatus.of(status);
    }
}
