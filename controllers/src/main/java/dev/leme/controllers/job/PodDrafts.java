package dev.leme.controllers.job;

import dev.leme.api.batch.v1.Job;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.controllers.workload.Finalizers;
import dev.leme.controllers.workload.PodTemplates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pods as a Job asks for them. */
final class PodDrafts {

    private static final String VARIABLE = "JOB_COMPLETION_INDEX";
    private static final int LONGEST_NAME = 63;
    private static final int SUFFIX = 5;

    private PodDrafts() {}

    static Pod plain(Job job) {
        ApiObject pod = PodTemplates.pod(job.spec().template(), job.object()).object();
        return Pod.of(Finalizers.with(pod, JobPod.FINALIZER));
    }

    /** The pod of an index; {@code failed} is the one before it whose failures it carries on, where they are limited. */
    static Pod indexed(JobState state, int index, @Nullable JobPod failed) {
        Job job = state.job();
        String number = Integer.toString(index);
        ApiObject pod = plain(job)
                .object()
                .withMetadata(metadata -> metadata.with("generateName", prefix(job, index))
                        .update("labels", labels -> labels.with(JobPod.INDEX, number))
                        .update("annotations", annotations -> annotations.with(JobPod.INDEX, number)));
        if (state.limitsIndexes()) {
            pod = pod.withMetadata(
                    metadata -> metadata.update("annotations", annotations -> counted(state, annotations, failed)));
        }
        JsonObject spec = pod.spec().with("hostname", job.metadata().name() + "-" + number);
        for (String list : List.of("initContainers", "containers")) {
            spec = spec.has(list) ? spec.with(list, withVariable(spec.array(list))) : spec;
        }
        return Pod.of(pod.with("spec", spec));
    }

    /** Room is left for the suffix that makes the name unique. */
    private static String prefix(Job job, int index) {
        String end = "-" + index + "-";
        String name = job.metadata().name();
        return name.substring(0, Math.min(name.length(), LONGEST_NAME - SUFFIX - end.length())) + end;
    }

    private static JsonObject counted(JobState state, JsonObject annotations, @Nullable JobPod failed) {
        if (failed == null) {
            return annotations.with(JobPod.FAILURES, "0");
        }
        boolean counts = state.verdict(failed).isCounted();
        int failures = failed.failures() + (counts ? 1 : 0);
        int ignored = failed.ignoredFailures() + (counts ? 0 : 1);
        JsonObject result = annotations.with(JobPod.FAILURES, Integer.toString(failures));
        return ignored == 0 ? result : result.with(JobPod.IGNORED_FAILURES, Integer.toString(ignored));
    }

    private static JsonArray withVariable(JsonArray containers) {
        List<JsonValue> result = new ArrayList<>();
        for (JsonObject container : containers.objects()) {
            boolean own = container.array("env").objects().stream()
                    .anyMatch(variable -> variable.string("name").equals(VARIABLE));
            result.add(
                    own
                            ? container
                            : container.with("env", container.array("env").plus(variable())));
        }
        return new JsonArray(result);
    }

    private static JsonObject variable() {
        JsonObject field = JsonObject.of("fieldPath", new JsonString("metadata.labels['" + JobPod.INDEX + "']"));
        return JsonObject.builder()
                .put("name", VARIABLE)
                .put("valueFrom", JsonObject.of("fieldRef", field))
                .build();
    }
}
