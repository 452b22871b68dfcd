package dev.leme.api.table;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rows of the kinds that keep pods running. */
final class WorkloadRows {

    private WorkloadRows() {}

    static TableRules statefulSets() {
        return TableRules.named()
                .text("Ready", "Number of the pod with ready state")
                .age()
                .containers()
                .rows(WorkloadRows::statefulSet);
    }

    static TableRules deployments() {
        return TableRules.named()
                .text("Ready", "Number of the pod with ready state")
                .text("Up-to-date", "How many pods have the template as it is now.")
                .text("Available", "How many pods have been ready for long enough.")
                .age()
                .containers()
                .wide("Selector", "The labels of its pods.")
                .rows(WorkloadRows::deployment);
    }

    static TableRules daemonSets() {
        return TableRules.named()
                .number("Desired", "How many nodes should run the pod.")
                .number("Current", "How many nodes that should run it do.")
                .number("Ready", "How many of them are ready.")
                .number("Up-to-date", "How many pods have the template as it is now.")
                .number("Available", "How many pods have been ready for long enough.")
                .text("Node Selector", "The labels of the nodes to run on.")
                .age()
                .containers()
                .wide("Selector", "The labels of its pods.")
                .rows(WorkloadRows::daemonSet);
    }

    static TableRules.Builder replicas() {
        return TableRules.named()
                .number("Desired", "How many pods are wanted.")
                .number("Current", "How many pods there are.")
                .number("Ready", "How many of them are ready.")
                .age()
                .containers()
                .wide("Selector", "The labels of its pods.");
    }

    static TableRules jobs() {
        return TableRules.named()
                .text("Status", "Status of the job.")
                .text("Completions", "How many pods have succeeded.")
                .text("Duration", "Time required to complete the job.")
                .age()
                .containers()
                .wide("Selector", "The labels of its pods.")
                .rows(WorkloadRows::job);
    }

    static TableRules cronJobs() {
        return TableRules.named()
                .text("Schedule", "When it runs, in cron's spelling.")
                .text("Timezone", "The time zone of the schedule.")
                .bool("Suspend", "Whether it rests.")
                .number("Active", "How many of its jobs run now.")
                .text("Last Schedule", "Time since it ran last.")
                .age()
                .containers()
                .wide("Selector", "The labels of its pods.")
                .rows(WorkloadRows::cronJob);
    }

    static TableRules controllerRevisions() {
        return TableRules.named()
                .text("Controller", "Controller of the object")
                .text("Revision", "The revision's number.")
                .age()
                .rows(WorkloadRows::controllerRevision);
    }

    static TableRules disruptionBudgets() {
        return TableRules.named()
                .text("Min Available", "The minimum number of pods that must be available.")
                .text("Max Unavailable", "The maximum number of pods that may be unavailable.")
                .number("Allowed Disruptions", "Calculated number of pods that may be disrupted at this time.")
                .age()
                .rows(WorkloadRows::disruptionBudget);
    }

    static List<JsonValue> statefulSet(ApiObject set, Instant now) {
        JsonObject template = set.spec().object("template");
        return Cells.of(
                set.name(),
                number(set.status(), "readyReplicas") + "/" + number(set.spec(), "replicas"),
                Cells.age(set, now),
                Cells.containerNames(template),
                Cells.images(template));
    }

    static List<JsonValue> deployment(ApiObject deployment, Instant now) {
        JsonObject template = deployment.spec().object("template");
        return Cells.of(
                deployment.name(),
                number(deployment.status(), "readyReplicas") + "/" + number(deployment.spec(), "replicas"),
                number(deployment.status(), "updatedReplicas"),
                number(deployment.status(), "availableReplicas"),
                Cells.age(deployment, now),
                Cells.containerNames(template),
                Cells.images(template),
                Cells.selector(deployment.spec().object("selector")));
    }

    static List<JsonValue> replicaSet(ApiObject set, Instant now) {
        return replicas(set, now, Cells.selector(set.spec().object("selector")));
    }

    static List<JsonValue> replicationController(ApiObject controller, Instant now) {
        return replicas(controller, now, Cells.labels(controller.spec().object("selector")));
    }

    private static List<JsonValue> replicas(ApiObject set, Instant now, String selector) {
        JsonObject template = set.spec().object("template");
        return Cells.of(
                set.name(),
                number(set.spec(), "replicas"),
                number(set.status(), "replicas"),
                number(set.status(), "readyReplicas"),
                Cells.age(set, now),
                Cells.containerNames(template),
                Cells.images(template),
                selector);
    }

    static List<JsonValue> daemonSet(ApiObject set, Instant now) {
        JsonObject template = set.spec().object("template");
        JsonObject status = set.status();
        return Cells.of(
                set.name(),
                number(status, "desiredNumberScheduled"),
                number(status, "currentNumberScheduled"),
                number(status, "numberReady"),
                number(status, "updatedNumberScheduled"),
                number(status, "numberAvailable"),
                Cells.labels(template.object("spec").object("nodeSelector")),
                Cells.age(set, now),
                Cells.containerNames(template),
                Cells.images(template),
                Cells.selector(set.spec().object("selector")));
    }

    static List<JsonValue> job(ApiObject job, Instant now) {
        JsonObject template = job.spec().object("template");
        return Cells.of(
                job.name(),
                jobStatus(job),
                completions(job),
                duration(job, now),
                Cells.age(job, now),
                Cells.containerNames(template),
                Cells.images(template),
                Cells.selector(job.spec().object("selector")));
    }

    private static String jobStatus(ApiObject job) {
        for (String type : List.of("Complete", "Failed")) {
            if (hasCondition(job, type)) {
                return type;
            }
        }
        if (job.isDeleting()) {
            return "Terminating";
        }
        for (String type : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
            if (hasCondition(job, type)) {
                return type;
            }
        }
        return "Running";
    }

    private static boolean hasCondition(ApiObject job, String type) {
        return job.status().array("conditions").objects().stream()
                .anyMatch(condition -> condition.string("type").equals(type)
                        && condition.string("status").equals("True"));
    }

    private static String completions(ApiObject job) {
        long succeeded = number(job.status(), "succeeded");
        if (job.spec().has("completions")) {
            return succeeded + "/" + number(job.spec(), "completions");
        }
        long parallelism = number(job.spec(), "parallelism");
        return succeeded + "/1" + (parallelism > 1 ? " of " + parallelism : "");
    }

    private static String duration(ApiObject job, Instant now) {
        Instant start = Ages.instant(job.status().string("startTime"));
        if (start == null) {
            return "";
        }
        Instant end = Ages.instant(job.status().string("completionTime"));
        return Ages.text(Duration.between(start, end == null ? now : end));
    }

    static List<JsonValue> cronJob(ApiObject job, Instant now) {
        JsonObject spec = job.spec();
        JsonObject jobSpec = spec.object("jobTemplate").object("spec");
        Instant last = Ages.instant(job.status().string("lastScheduleTime"));
        return Cells.of(
                job.name(),
                spec.string("schedule"),
                Cells.orNone(spec.string("timeZone")),
                !spec.has("suspend") ? Cells.UNSET : spec.bool("suspend") ? "True" : "False",
                job.status().array("active").size(),
                last == null ? Cells.NONE : Ages.since(last, now),
                Cells.age(job, now),
                Cells.containerNames(jobSpec.object("template")),
                Cells.images(jobSpec.object("template")),
                jobSpec.has("selector") ? Cells.selector(jobSpec.object("selector")) : Cells.NONE);
    }

    static List<JsonValue> controllerRevision(ApiObject revision, Instant now) {
        return Cells.of(
                revision.name(),
                controller(revision.controllerReference()),
                number(revision.json(), "revision"),
                Cells.age(revision, now));
    }

    private static String controller(@Nullable JsonObject owner) {
        if (owner == null) {
            return Cells.NONE;
        }
        String apiVersion = owner.string("apiVersion");
        int slash = apiVersion.indexOf('/');
        String kind = owner.string("kind").toLowerCase(Locale.ROOT);
        return (slash < 0 ? kind : kind + "." + apiVersion.substring(0, slash)) + "/" + owner.string("name");
    }

    static List<JsonValue> disruptionBudget(ApiObject budget, Instant now) {
        return Cells.of(
                budget.name(),
                intOrString(budget.spec(), "minAvailable"),
                intOrString(budget.spec(), "maxUnavailable"),
                number(budget.status(), "disruptionsAllowed"),
                Cells.age(budget, now));
    }

    private static String intOrString(JsonObject object, String name) {
        JsonValue value = object.get(name);
        return value == null ? "N/A" : value instanceof JsonString(String text) ? text : value.toString();
    }

    static long number(JsonObject object, String name) {
        return object.number(name, 0);
    }
}
