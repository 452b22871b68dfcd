package dev.leme.controllers.daemonset;

import dev.leme.api.apps.v1.DaemonSet;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodSpec;
import dev.leme.api.core.v1.Toleration;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.controllers.workload.PodTemplates;
import java.util.ArrayList;
import java.util.List;

/** Pods as a DaemonSet asks for them, and the node that each is for. */
final class DaemonPods {

    static final String HASH = "controller-revision-hash";
    private static final String GENERATION = "pod-template-generation";
    private static final String SET_GENERATION = "deprecated.daemonset.template.generation";
    private static final String NODE_NAME = "metadata.name";

    private DaemonPods() {}

    /** The node that a pod runs on, or waits for; empty for none. */
    static String node(Pod pod) {
        if (!pod.spec().nodeName().isEmpty()) {
            return pod.spec().nodeName();
        }
        return pod
                .spec()
                .affinity()
                .nodeAffinity()
                .requiredDuringSchedulingIgnoredDuringExecution()
                .nodeSelectorTerms()
                .stream()
                .flatMap(term -> term.matchFields().stream())
                .filter(field -> field.key().equals(NODE_NAME) && field.values().size() == 1)
                .map(field -> field.values().getFirst())
                .findFirst()
                .orElse("");
    }

    /** A pod for {@code node} of the template that {@code hash} names. */
    static Pod draft(DaemonSet set, String hash, String node) {
        ApiObject pod = PodTemplates.pod(set.spec().template(), set.object()).object();
        String generation = set.metadata().annotations().getOrDefault(SET_GENERATION, "");
        ApiObject labelled = pod.withMetadata(metadata -> metadata.update("labels", labels -> {
            JsonObject hashed = labels.with(HASH, hash);
            return generation.isEmpty() ? hashed : hashed.with(GENERATION, generation);
        }));
        List<JsonValue> tolerations = new ArrayList<>();
        tolerations(set.spec().template().spec()).forEach(toleration -> tolerations.add(toleration.json()));
        JsonObject spec = labelled.spec()
                .with("tolerations", new JsonArray(tolerations))
                .update(
                        "affinity",
                        affinity -> affinity.update("nodeAffinity", nodes -> nodes.with(REQUIRED, only(node))));
        return Pod.of(labelled.with("spec", spec));
    }

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

    /** This node and no other, in place of whatever the template required, which the node meets. */
    private static JsonObject only(String node) {
        JsonObject field = JsonObject.builder()
                .put("key", NODE_NAME)
                .put("operator", "In")
                .put("values", JsonArray.of(new JsonString(node)))
                .build();
        return JsonObject.of("nodeSelectorTerms", JsonArray.of(JsonObject.of("matchFields", JsonArray.of(field))));
    }

    /** What the template bears, and what each daemon bears: a node that is in trouble keeps its daemons. */
    static List<Toleration> tolerations(PodSpec spec) {
        List<Toleration> all = new ArrayList<>(spec.tolerations());
        add(all, "not-ready", "NoExecute");
        add(all, "unreachable", "NoExecute");
        add(all, "disk-pressure", "NoSchedule");
        add(all, "memory-pressure", "NoSchedule");
        add(all, "pid-pressure", "NoSchedule");
        add(all, "unschedulable", "NoSchedule");
        if (spec.hostNetwork()) {
            add(all, "network-unavailable", "NoSchedule");
        }
        return all;
    }

    private static void add(List<Toleration> all, String key, String effect) {
        Toleration wanted = Toleration.builder()
                .key("node.kubernetes.io/" + key)
                .operator("Exists")
                .effect(effect)
                .build();
        boolean known = all.stream()
                .anyMatch(toleration -> toleration.key().equals(wanted.key())
                        && toleration.effect().equals(effect)
                        && toleration.operator().equals("Exists")
                        && !toleration.hasTolerationSeconds());
        if (!known) {
            all.add(wanted);
        }
    }
}
