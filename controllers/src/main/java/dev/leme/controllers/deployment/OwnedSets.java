package dev.leme.controllers.deployment;

import dev.leme.api.apps.v1.Deployment;
import dev.leme.api.apps.v1.ReplicaSet;
import dev.leme.api.core.v1.PodTemplateSpec;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.meta.v1.ObjectMeta;
import dev.leme.controllers.workload.Hashes;
import dev.leme.controllers.workload.Owners;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A deployment's ReplicaSets: which is the newest, how they are named and annotated. */
final class OwnedSets {

    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String HISTORY = "deployment.kubernetes.io/revision-history";
    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MAX = "deployment.kubernetes.io/max-replicas";
    static final String HASH = "pod-template-hash";
    private static final Set<String> OWN_ANNOTATIONS = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            REVISION,
            HISTORY,
            DESIRED,
            MAX,
            "deprecated.deployment.rollback.to");

    static final Comparator<ReplicaSet> OLDEST_FIRST = Comparator.<ReplicaSet, Instant>comparing(OwnedSets::creation)
            .thenComparing(set -> set.metadata().name());

    private OwnedSets() {}

    private static Instant creation(ReplicaSet set) {
        Instant created = set.metadata().creationTimestamp();
        return created == null ? Instant.MAX : created;
    }

    /** The oldest of those with the deployment's template, or null. */
    static @Nullable ReplicaSet newest(Deployment deployment, List<ReplicaSet> sets) {
        JsonObject wanted = plain(deployment.spec().template());
        return sets.stream()
                .sorted(OLDEST_FIRST)
                .filter(set -> plain(set.spec().template()).equals(wanted))
                .findFirst()
                .orElse(null);
    }

    /** The template without the label that only ReplicaSets' templates have. */
    private static JsonObject plain(PodTemplateSpec template) {
        return template.json()
                .update(
                        "metadata",
                        metadata -> metadata.update("labels", labels -> labels.without(HASH))
                                .without("creationTimestamp"));
    }

    static int replicas(ReplicaSet set) {
        return set.spec().replicas();
    }

    static int replicas(List<ReplicaSet> sets) {
        return sets.stream().mapToInt(OwnedSets::replicas).sum();
    }

    static int available(List<ReplicaSet> sets) {
        return sets.stream().mapToInt(set -> set.status().availableReplicas()).sum();
    }

    static long revision(ReplicaSet set) {
        return number(set, REVISION);
    }

    static long number(ReplicaSet set, String annotation) {
        String text = set.metadata().annotations().getOrDefault(annotation, "");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    /** The ReplicaSet that the deployment's template calls for. */
    static ReplicaSet make(Deployment deployment, int replicas, long revision, int collisions) {
        JsonObject template = deployment.spec().template().json();
        String hash = Hashes.of(template, collisions);
        Map<String, String> labels =
                new LinkedHashMap<>(deployment.spec().template().metadata().labels());
        labels.put(HASH, hash);
        ObjectMeta metadata = ObjectMeta.builder()
                .name(deployment.metadata().name() + "-" + hash)
                .namespace(deployment.metadata().namespace())
                .labels(labels)
                .annotations(annotations(deployment, Map.of(), revision))
                .build();
        JsonObject owned =
                metadata.json().with("ownerReferences", JsonArray.of(Owners.controller(deployment.object())));
        JsonObject selector =
                deployment.spec().selector().json().update("matchLabels", match -> match.with(HASH, hash));
        JsonObject spec = JsonObject.builder()
                .put("replicas", replicas)
                .put("minReadySeconds", deployment.spec().minReadySeconds())
                .put("selector", selector)
                .put("template", template.update("metadata", meta -> meta.with("labels", JsonObject.ofStrings(labels))))
                .build();
        return ReplicaSet.of(ReplicaSet.builder()
                .metadata(ObjectMeta.of(owned))
                .build()
                .json()
                .with("spec", spec));
    }

    /** The annotations that a ReplicaSet of the newest template has, given those it has already. */
    static Map<String, String> annotations(Deployment deployment, Map<String, String> had, long revision) {
        Map<String, String> annotations = new LinkedHashMap<>(had);
        deployment.metadata().annotations().forEach((key, value) -> {
            if (!OWN_ANNOTATIONS.contains(key)) {
                annotations.put(key, value);
            }
        });
        String before = had.getOrDefault(REVISION, "");
        String now = Long.toString(revision);
        if (!before.isEmpty() && !before.equals(now)) {
            String history = had.getOrDefault(HISTORY, "");
            annotations.put(HISTORY, history.isEmpty() ? before : history + "," + before);
        }
        annotations.put(REVISION, now);
        annotations.putAll(sizes(Budget.of(deployment)));
        return annotations;
    }

    /** The annotations by which a later change of the deployment's size is noticed. */
    static Map<String, String> sizes(Budget budget) {
        return Map.of(
                DESIRED,
                Integer.toString(budget.replicas()),
                MAX,
                Integer.toString(budget.replicas() + budget.surge()));
    }
}
