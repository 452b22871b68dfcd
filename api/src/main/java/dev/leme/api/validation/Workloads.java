package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the kinds that keep pods running must hold, and what may change of them. */
final class Workloads {

    static final FieldPath SPEC = FieldPath.of("spec");

    private static final String MISMATCH = "`selector` does not match template `labels`";

    private Workloads() {}

    static void deployment(Report report, ApiObject deployment) {
        JsonObject spec = deployment.spec();
        report.nonNegative(SPEC, spec, "replicas");
        selector(report, spec, "deployment");
        template(report, spec, "Deployment");
        deploymentStrategy(report, spec.object("strategy"));
        report.nonNegative(SPEC, spec, "minReadySeconds");
        report.nonNegative(SPEC, spec, "revisionHistoryLimit");
        report.nonNegative(SPEC, spec, "progressDeadlineSeconds");
        long deadline = spec.number("progressDeadlineSeconds", Long.MAX_VALUE);
        if (deadline <= spec.number("minReadySeconds", 0)) {
            report.invalid(SPEC.child("progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds");
        }
    }

    private static void deploymentStrategy(Report report, JsonObject strategy) {
        FieldPath path = SPEC.child("strategy");
        report.oneOf(path, strategy, "type", List.of("Recreate", "RollingUpdate"));
        if (strategy.string("type").equals("Recreate") && strategy.has("rollingUpdate")) {
            report.forbidden(path.child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'");
        }
        if (strategy.string("type").equals("RollingUpdate")) {
            rolling(report, path.child("rollingUpdate"), strategy.object("rollingUpdate"));
        }
    }

    private static void rolling(Report report, FieldPath path, JsonObject rolling) {
        share(report, path.child("maxUnavailable"), rolling.get("maxUnavailable"));
        share(report, path.child("maxSurge"), rolling.get("maxSurge"));
        if (isZero(rolling.get("maxUnavailable")) && isZero(rolling.get("maxSurge"))) {
            report.invalid(
                    path.child("maxUnavailable"),
                    shown(rolling.get("maxUnavailable")),
                    "may not be 0 when `maxSurge` is 0");
        }
    }

    private static JsonValue shown(@Nullable JsonValue value) {
        return value == null ? JsonValue.of(0) : value;
    }

    /** A number of pods, or a share of them in per cent. */
    static void share(Report report, FieldPath path, @Nullable JsonValue value) {
        switch (value) {
            case JsonNumber number -> {
                if (number.longValue() < 0) {
                    report.invalid(path, number.longValue(), "must be greater than or equal to 0");
                }
            }
            case JsonString(String text) -> {
                report.complain(path, text, Names.percent(text));
                if (Names.percent(text).isEmpty() && percent(text) > 100) {
                    report.invalid(path, text, "must not be greater than 100%");
                }
            }
            case null, default -> {}
        }
    }

    private static long percent(String text) {
        return text.length() > 10 ? Long.MAX_VALUE : Long.parseLong(text.substring(0, text.length() - 1));
    }

    private static boolean isZero(@Nullable JsonValue value) {
        return switch (value) {
            case JsonNumber number -> number.longValue() == 0;
            case JsonString(String text) -> text.matches("0+%");
            case null, default -> true;
        };
    }

    static void deploymentUpdate(Report report, ApiObject fresh, ApiObject old) {
        report.immutable(
                SPEC.child("selector"), fresh.spec().get("selector"), old.spec().get("selector"));
    }

    static void replicaSet(Report report, ApiObject set) {
        report.nonNegative(SPEC, set.spec(), "replicas");
        report.nonNegative(SPEC, set.spec(), "minReadySeconds");
        selector(report, set.spec(), "deployment");
        template(report, set.spec(), "ReplicaSet");
    }

    static void daemonSet(Report report, ApiObject set) {
        JsonObject spec = set.spec();
        selector(report, spec, "daemonset");
        template(report, spec, "DaemonSet");
        report.nonNegative(SPEC, spec, "minReadySeconds");
        report.nonNegative(SPEC, spec, "revisionHistoryLimit");
        JsonObject strategy = spec.object("updateStrategy");
        FieldPath path = SPEC.child("updateStrategy");
        report.oneOf(path, strategy, "type", List.of("OnDelete", "RollingUpdate"));
        if (strategy.string("type").equals("RollingUpdate")) {
            JsonObject rolling = strategy.object("rollingUpdate");
            share(report, path.child("rollingUpdate").child("maxUnavailable"), rolling.get("maxUnavailable"));
            share(report, path.child("rollingUpdate").child("maxSurge"), rolling.get("maxSurge"));
            if (isZero(rolling.get("maxUnavailable")) == isZero(rolling.get("maxSurge"))) {
                daemonSetShares(report, path.child("rollingUpdate"), rolling);
            }
        }
    }

    private static void daemonSetShares(Report report, FieldPath path, JsonObject rolling) {
        if (isZero(rolling.get("maxSurge"))) {
            report.required(path.child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
        } else {
            report.invalid(
                    path.child("maxSurge"),
                    shown(rolling.get("maxSurge")),
                    "may not be set when maxUnavailable is non-zero");
        }
    }

    static void replicationController(Report report, ApiObject controller) {
        JsonObject spec = controller.spec();
        report.nonNegative(SPEC, spec, "minReadySeconds");
        report.nonNegative(SPEC, spec, "replicas");
        if (spec.object("selector").isEmpty()) {
            report.required(SPEC.child("selector"), "");
        }
        if (!spec.has("template")) {
            report.required(SPEC.child("template"), "");
            return;
        }
        JsonObject labels = labels(spec);
        if (!LabelSelector.of(spec.object("selector").strings()).matches(labels.strings())) {
            report.invalid(SPEC.child("template").child("metadata").child("labels"), labels, MISMATCH);
        }
        Pods.template(report, SPEC.child("template"), spec.object("template"));
    }

    /** The selector must be there and select something; {@code kind} as upstream's complaint names it. */
    static void selector(Report report, JsonObject spec, String kind) {
        FieldPath path = SPEC.child("selector");
        if (!spec.has("selector")) {
            report.required(path, "");
            return;
        }
        JsonObject selector = spec.object("selector");
        LabelSelectors.check(report, path, selector);
        if (LabelSelectors.isEmpty(selector)) {
            report.invalid(path, selector, "empty selector is invalid for " + kind);
        }
    }

    /** The template must fit the selector and restart its containers always. */
    static void template(Report report, JsonObject spec, String kind) {
        matchesSelector(report, spec);
        JsonObject template = spec.object("template");
        Pods.template(report, SPEC.child("template"), template);
        alwaysRestarts(report, template, kind);
    }

    private static void matchesSelector(Report report, JsonObject spec) {
        JsonObject labels = labels(spec);
        JsonObject selector = spec.object("selector");
        if (LabelSelectors.isEmpty(selector)) {
            return;
        }
        try {
            if (!LabelSelector.of(selector).matches(labels.strings())) {
                report.invalid(SPEC.child("template").child("metadata").child("labels"), labels, MISMATCH);
            }
        } catch (IllegalArgumentException brokenSelector) {
            report.invalid(SPEC.child("selector"), selector, "invalid label selector");
        }
    }

    private static JsonObject labels(JsonObject spec) {
        return spec.object("template").object("metadata").object("labels");
    }

    private static void alwaysRestarts(Report report, JsonObject template, String kind) {
        FieldPath path = SPEC.child("template").child("spec");
        String policy = template.object("spec").string("restartPolicy");
        if (!policy.equals("Always")) {
            report.add(FieldError.notSupported(path.child("restartPolicy"), policy, List.of("Always")));
        }
        if (template.object("spec").has("activeDeadlineSeconds")) {
            report.forbidden(
                    path.child("activeDeadlineSeconds"), "activeDeadlineSeconds in " + kind + " is not Supported");
        }
    }

    static void statefulSet(Report report, ApiObject set) {
        JsonObject spec = set.spec();
        statefulSetFields(report, spec);
        String service = spec.string("serviceName");
        report.complain(SPEC.child("serviceName"), service, service.isEmpty() ? List.of() : Names.label(service));
        Lists.each(
                SPEC,
                spec,
                "volumeClaimTemplates",
                (at, template) -> Claims.spec(report, at.child("spec"), template.object("spec")));
    }

    private static void statefulSetFields(Report report, JsonObject spec) {
        String management = spec.string("podManagementPolicy");
        if (management.isEmpty()) {
            report.required(SPEC.child("podManagementPolicy"), "");
        } else if (!List.of("OrderedReady", "Parallel").contains(management)) {
            report.invalid(SPEC.child("podManagementPolicy"), management, "must be 'OrderedReady' or 'Parallel'");
        }
        statefulSetStrategy(report, spec.object("updateStrategy"));
        JsonObject retention = spec.object("persistentVolumeClaimRetentionPolicy");
        for (String when : List.of("whenDeleted", "whenScaled")) {
            report.oneOfIfPresent(
                    SPEC.child("persistentVolumeClaimRetentionPolicy"), retention, when, List.of("Retain", "Delete"));
        }
        report.nonNegative(SPEC, spec, "replicas");
        report.nonNegative(SPEC, spec, "minReadySeconds");
        if (spec.object("ordinals").number("start", 0) < 0) {
            report.invalid(
                    SPEC.child("ordinals.start"),
                    spec.object("ordinals").number("start", 0),
                    "must be greater than or equal to 0");
        }
        selector(report, spec, "statefulset");
        template(report, withClaimedVolumes(spec), "StatefulSet");
    }

    private static void statefulSetStrategy(Report report, JsonObject strategy) {
        FieldPath path = SPEC.child("updateStrategy");
        switch (strategy.string("type")) {
            case "" -> report.required(path, "");
            case "RollingUpdate" -> statefulSetRolling(report, path.child("rollingUpdate"), strategy);
            case "OnDelete" -> {
                if (strategy.has("rollingUpdate")) {
                    report.invalid(
                            path.child("rollingUpdate"),
                            strategy.object("rollingUpdate"),
                            "only allowed for updateStrategy 'RollingUpdate'");
                }
            }
            default -> report.invalid(path, strategy, "must be 'RollingUpdate' or 'OnDelete'");
        }
    }

    private static void statefulSetRolling(Report report, FieldPath path, JsonObject strategy) {
        JsonObject rolling = strategy.object("rollingUpdate");
        report.nonNegative(path, rolling, "partition");
        share(report, path.child("maxUnavailable"), rolling.get("maxUnavailable"));
        if (rolling.has("maxUnavailable") && isZero(rolling.get("maxUnavailable"))) {
            report.invalid(path.child("maxUnavailable"), shown(rolling.get("maxUnavailable")), "cannot be 0");
        }
    }

    /** The spec with a volume for each claim template, as its pods will have, and without the names they get anyway. */
    private static JsonObject withClaimedVolumes(JsonObject spec) {
        JsonArray volumes = JsonArray.EMPTY;
        List<String> claimed = spec.array("volumeClaimTemplates").objects().stream()
                .map(template -> template.object("metadata").string("name"))
                .toList();
        for (String name : claimed) {
            JsonObject source = JsonObject.of("claimName", new JsonString(name));
            volumes = volumes.plus(JsonObject.of("name", new JsonString(name), "persistentVolumeClaim", source));
        }
        JsonObject podSpec = spec.object("template").object("spec");
        for (JsonObject volume : podSpec.array("volumes").objects()) {
            volumes = claimed.contains(volume.string("name")) ? volumes : volumes.plus(volume);
        }
        JsonObject seen = podSpec.without("hostname").without("subdomain").with("volumes", volumes);
        return spec.withAt(List.of("template", "spec"), seen);
    }

    /** Growing claims is ours: upstream refuses every change of a claim template. */
    static void statefulSetUpdate(Report report, ApiObject fresh, ApiObject old) {
        JsonObject munged = fresh.spec();
        for (String name : List.of(
                "replicas",
                "template",
                "updateStrategy",
                "minReadySeconds",
                "ordinals",
                "revisionHistoryLimit",
                "persistentVolumeClaimRetentionPolicy")) {
            munged = like(munged, old.spec(), name);
        }
        if (ClaimTemplates.onlyGrow(fresh.spec(), old.spec())) {
            munged = like(munged, old.spec(), "volumeClaimTemplates");
        }
        if (!munged.equals(old.spec())) {
            report.forbidden(
                    SPEC,
                    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                            + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
                            + " 'minReadySeconds' are forbidden");
        }
    }

    private static JsonObject like(JsonObject spec, JsonObject old, String name) {
        JsonValue before = old.get(name);
        return before == null ? spec.without(name) : spec.with(name, before);
    }

    static void controllerRevision(Report report, ApiObject revision) {
        JsonValue data = revision.json().get("data");
        FieldPath path = FieldPath.of("data");
        if (!revision.json().has("data")) {
            report.required(path, "data is mandatory");
        } else if (!(data instanceof JsonObject)) {
            report.required(path, "data must be a valid JSON object");
        }
        if (revision.json().number("revision", 0) < 0) {
            report.invalid(
                    FieldPath.of("revision"),
                    revision.json().number("revision", 0),
                    "must be greater than or equal to 0");
        }
    }

    static void controllerRevisionUpdate(Report report, ApiObject fresh, ApiObject old) {
        report.immutable(
                FieldPath.of("data"), fresh.json().get("data"), old.json().get("data"));
    }

    /** A status never counts more of a part than of the whole. */
    static void counts(Report report, ApiObject fresh, ApiObject old) {
        FieldPath path = FieldPath.of("status");
        JsonObject status = fresh.status();
        long all = status.number("replicas", 0);
        report.nonNegative(path, status, "replicas");
        for (String name : List.of(
                "fullyLabeledReplicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas")) {
            report.nonNegative(path, status, name);
            if (status.number(name, 0) > all) {
                report.invalid(path.child(name), status.number(name, 0), "cannot be greater than status.replicas");
            }
        }
        if (status.number("collisionCount", 0) < old.status().number("collisionCount", 0)) {
            report.invalid(path.child("collisionCount"), status.number("collisionCount", 0), "cannot be decremented");
        }
    }
}
