package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodSpec;
import dev.leme.api.core.v1.PodTemplateSpec;
import dev.leme.api.core.v1.Volume;
import dev.leme.api.json.JsonObject;
import dev.leme.api.meta.v1.ObjectMeta;
import dev.leme.controllers.workload.PodTemplates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names, labels and claims that make a pod the one of its ordinal. */
final class Identity {

    static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
    static final String POD_INDEX = "apps.kubernetes.io/pod-index";
    static final String REVISION = "controller-revision-hash";

    private Identity() {}

    static String podName(StatefulSet set, int ordinal) {
        return set.metadata().name() + "-" + ordinal;
    }

    /** The ordinal in the pod's name; -1 when the name isn't one of the set's. */
    static int ordinal(StatefulSet set, String podName) {
        String name = set.metadata().name();
        int digits = podName.length() - name.length() - 1;
        boolean shaped = digits >= 1 && digits <= 9 && podName.startsWith(name) && podName.charAt(name.length()) == '-';
        return shaped ? number(podName, name.length() + 1) : -1;
    }

    /** The decimal number from {@code start} on, without a leading zero; -1 for anything else. */
    private static int number(String text, int start) {
        int number = 0;
        for (int i = start; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i > start && number == 0) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    static String revision(Pod pod) {
        return pod.metadata().labels().getOrDefault(REVISION, "");
    }

    /** The pod of an ordinal, made from a revision's template. */
    static Pod pod(StatefulSet set, PodTemplateSpec template, String revision, int ordinal) {
        Pod pod = PodTemplates.pod(template, set.object());
        String name = podName(set, ordinal);
        ObjectMeta metadata = pod.metadata().toBuilder()
                .name(name)
                .putLabels(REVISION, revision)
                .putLabels(POD_NAME, name)
                .putLabels(POD_INDEX, Integer.toString(ordinal))
                .build();
        PodSpec.Builder spec = pod.spec().toBuilder().hostname(name).volumes(volumes(set, pod.spec(), name));
        if (!set.spec().serviceName().isEmpty()) {
            spec.subdomain(set.spec().serviceName());
        }
        return pod.toBuilder().metadata(metadata).spec(spec.build()).build();
    }

    /** The claims' volumes take the place of template volumes of the same name. */
    private static List<Volume> volumes(StatefulSet set, PodSpec spec, String podName) {
        Map<String, Volume> volumes = new LinkedHashMap<>();
        for (PersistentVolumeClaim template : set.spec().volumeClaimTemplates()) {
            String name = template.metadata().name();
            Volume volume = Volume.builder()
                    .name(name)
                    .persistentVolumeClaim(source -> source.claimName(name + "-" + podName))
                    .build();
            volumes.put(name, volume);
        }
        spec.volumes().forEach(volume -> volumes.putIfAbsent(volume.name(), volume));
        return new ArrayList<>(volumes.values());
    }

    /** How many pods the set wants. */
    static int replicas(StatefulSet set) {
        return set.spec().hasReplicas() ? set.spec().replicas() : 1;
    }

    /** The names of an ordinal's claims. */
    static List<String> claimNames(StatefulSet set, int ordinal) {
        return set.spec().volumeClaimTemplates().stream()
                .map(template -> claimName(template, set, ordinal))
                .toList();
    }

    /** The name of an ordinal's claim of this template. */
    static String claimName(PersistentVolumeClaim template, StatefulSet set, int ordinal) {
        return template.metadata().name() + "-" + podName(set, ordinal);
    }

    /** The claims of an ordinal, as they are first created. */
    static List<PersistentVolumeClaim> claims(StatefulSet set, int ordinal) {
        List<PersistentVolumeClaim> claims = new ArrayList<>();
        for (PersistentVolumeClaim template : set.spec().volumeClaimTemplates()) {
            ObjectMeta given = template.metadata();
            Map<String, String> labels = new LinkedHashMap<>(given.labels());
            labels.putAll(set.spec().selector().matchLabels());
            ObjectMeta metadata = given.toBuilder()
                    .name(claimName(template, set, ordinal))
                    .namespace(set.metadata().namespace())
                    .labels(labels)
                    .build();
            JsonObject json = template.json()
                    .with("apiVersion", PersistentVolumeClaim.API_VERSION)
                    .with("kind", PersistentVolumeClaim.KIND)
                    .with("metadata", metadata.json())
                    .without("status");
            claims.add(PersistentVolumeClaim.of(json));
        }
        return claims;
    }

    /** Whether the pod carries the labels of its name. */
    static boolean matches(Pod pod) {
        return pod.metadata()
                .labels()
                .getOrDefault(POD_NAME, "")
                .equals(pod.metadata().name());
    }

    /** The pod with the labels of its name. */
    static Pod repaired(Pod pod, int ordinal) {
        ObjectMeta metadata = pod.metadata().toBuilder()
                .putLabels(POD_NAME, pod.metadata().name())
                .putLabels(POD_INDEX, Integer.toString(ordinal))
                .build();
        return pod.toBuilder().metadata(metadata).build();
    }
}
