package dev.leme.testkit.api;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** The verbs on single objects. */
final class FakeObjects {

    static final JsonObject SUCCESS = JsonObject.EMPTY.with("kind", "Status").with("status", "Success");

    private final Clock clock;
    private final Revisions revisions;
    private final Consumer<Revisions.Commit> publish;
    private int names;
    private long uids;

    FakeObjects(Clock clock, Revisions revisions, Consumer<Revisions.Commit> publish) {
        this.clock = clock;
        this.revisions = revisions;
        this.publish = publish;
    }

    static ApiException failure(Reason reason, Target target, String text) {
        JsonObject details = JsonObject.EMPTY.with("name", target.name()).with("kind", target.plural());
        return new ApiException(
                reason, reason.code(), target.qualified() + " \"" + target.name() + "\" " + text, details);
    }

    JsonObject get(Target target) {
        return stored(target).json();
    }

    private ApiObject stored(Target target) {
        ApiObject stored = revisions.get(target.key());
        if (stored == null) {
            throw failure(Reason.NOT_FOUND, target, "not found");
        }
        return stored;
    }

    JsonObject create(Target collection, JsonObject body) {
        ApiObject object = ApiObject.of(body);
        String name = object.name().isEmpty() ? object.metadata().string("generateName") + suffix() : object.name();
        Target target = collection.named(name);
        refuseInTerminatingNamespace(target);
        if (revisions.get(target.key()) != null) {
            throw failure(Reason.ALREADY_EXISTS, target, "already exists");
        }
        ApiObject fresh = Rules.created(target, object).withMetadata(metadata -> identity(metadata, target));
        return put(target, fresh);
    }

    private String suffix() {
        return String.format("%05d", ++names);
    }

    private JsonObject identity(JsonObject metadata, Target target) {
        JsonObject fresh = metadata.with("name", target.name())
                .with("uid", new UUID(0x4000, 0x8000_0000_0000_0000L + ++uids).toString())
                .with(
                        "creationTimestamp",
                        clock.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .with("generation", 1);
        return target.namespace().isEmpty() ? fresh : fresh.with("namespace", target.namespace());
    }

    private void refuseInTerminatingNamespace(Target target) {
        ApiObject namespace = revisions.get("v1/namespaces//" + target.namespace());
        if (namespace != null && namespace.isDeleting()) {
            throw failure(
                    Reason.FORBIDDEN,
                    target,
                    "is forbidden: unable to create new content in namespace " + target.namespace()
                            + " because it is being terminated");
        }
    }

    JsonObject createSubresource(Target target, JsonObject body) {
        ApiObject stored = stored(target);
        switch (target.subresource()) {
            case "binding" ->
                put(target, bound(target, stored, body.object("target").string("name")));
            case "eviction" -> delete(target, body.object("deleteOptions"));
            default -> throw failure(Reason.NOT_FOUND, target, "has no " + target.subresource());
        }
        return SUCCESS;
    }

    private ApiObject bound(Target target, ApiObject pod, String node) {
        if (!pod.spec().string("nodeName").isEmpty()) {
            throw failure(Reason.CONFLICT, target, "is already assigned to node");
        }
        JsonObject condition = JsonObject.EMPTY.with("type", "PodScheduled").with("status", "True");
        List<JsonValue> conditions = new ArrayList<>(pod.status().array("conditions").objects().stream()
                .filter(other -> !other.string("type").equals("PodScheduled"))
                .toList());
        conditions.add(condition);
        return pod.with("spec", pod.spec().with("nodeName", node))
                .withStatus(pod.status().with("conditions", new JsonArray(conditions)));
    }

    JsonObject update(Target target, ApiObject wanted) {
        ApiObject stored = stored(target);
        if (!wanted.uid().isEmpty() && !wanted.uid().equals(stored.uid())) {
            throw failure(Reason.CONFLICT, target, "Precondition failed: UID in precondition differs");
        }
        if (!wanted.resourceVersion().isEmpty() && !wanted.resourceVersion().equals(stored.resourceVersion())) {
            throw failure(Reason.CONFLICT, target, "the object has been modified");
        }
        ApiObject next = switch (target.subresource()) {
            case "" -> Rules.updated(target, stored, wanted);
            case "status" -> stored.withStatus(wanted.status()).withFinalizers(wanted.finalizers());
            case "finalize" ->
                stored.with(
                        "spec", stored.spec().with("finalizers", wanted.spec().array("finalizers")));
            default -> throw failure(Reason.NOT_FOUND, target, "has no " + target.subresource());
        };
        ApiObject unversioned = withVersion(next, stored.resourceVersion());
        if (unversioned.equals(stored)) {
            return stored.json();
        }
        return isFinished(next) ? remove(target, next) : put(target, next);
    }

    private static ApiObject withVersion(ApiObject object, String version) {
        return object.withMetadata(metadata -> metadata.with("resourceVersion", version));
    }

    JsonObject patch(Target target, JsonObject patch) {
        ApiObject stored = stored(target);
        ApiObject sent = ApiObject.of(patch);
        ApiObject merged = ApiObject.of((JsonObject) Rules.merge(stored.json(), patch));
        ApiObject versioned = withVersion(merged, sent.resourceVersion());
        return update(target, sent.uid().isEmpty() ? versioned.withMetadata(meta -> meta.without("uid")) : versioned);
    }

    /** Gone for good once it is being deleted, nothing holds it, and its time is over. */
    private static boolean isFinished(ApiObject object) {
        return object.isDeleting()
                && object.finalizers().isEmpty()
                && object.spec().array("finalizers").isEmpty()
                && object.metadata().number("deletionGracePeriodSeconds", 0) == 0;
    }

    JsonObject delete(Target target, JsonObject options) {
        ApiObject stored = stored(target);
        JsonObject required = options.object("preconditions");
        if (required.has("uid") && !required.string("uid").equals(stored.uid())
                || required.has("resourceVersion")
                        && !required.string("resourceVersion").equals(stored.resourceVersion())) {
            throw failure(Reason.CONFLICT, target, "Precondition failed");
        }
        long grace = grace(target, stored, options);
        ApiObject next = finalizing(stored, options.string("propagationPolicy"));
        boolean again = stored.isDeleting() && grace >= stored.metadata().number("deletionGracePeriodSeconds", 0);
        next = again ? next : next.withMetadata(metadata -> deleting(metadata, grace));
        if (target.plural().equals("namespaces")) {
            next = next.withStatus(next.status().with("phase", "Terminating"));
        }
        if (isFinished(next)) {
            return remove(target, next);
        }
        return next.equals(stored) ? stored.json() : put(target, next);
    }

    private JsonObject deleting(JsonObject metadata, long grace) {
        return metadata.with(
                        "deletionTimestamp",
                        clock.now()
                                .plus(Duration.ofSeconds(grace))
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                .with("deletionGracePeriodSeconds", grace)
                .with("generation", metadata.number("generation", 0) + 1);
    }

    private static long grace(Target target, ApiObject object, JsonObject options) {
        boolean pod = target.plural().equals("pods");
        String phase = object.status().string("phase");
        if (!pod || object.spec().string("nodeName").isEmpty() || phase.equals("Succeeded") || phase.equals("Failed")) {
            return 0;
        }
        return options.get("gracePeriodSeconds") instanceof JsonNumber asked
                ? asked.longValue()
                : object.spec().number("terminationGracePeriodSeconds", 30);
    }

    private static ApiObject finalizing(ApiObject object, String policy) {
        String finalizer = switch (policy) {
            case "Foreground" -> "foregroundDeletion";
            case "Orphan" -> "orphan";
            default -> "";
        };
        if (finalizer.isEmpty() || object.finalizers().contains(finalizer)) {
            return object;
        }
        List<String> finalizers = new ArrayList<>(object.finalizers());
        finalizers.add(finalizer);
        return object.withFinalizers(finalizers);
    }

    private JsonObject put(Target target, ApiObject object) {
        Revisions.Commit commit = revisions.put(target.key(), object);
        publish.accept(commit);
        ApiObject stored = commit.after();
        return stored == null ? SUCCESS : stored.json();
    }

    private JsonObject remove(Target target, ApiObject last) {
        publish.accept(revisions.remove(target.key()));
        return last.json();
    }
}
