package dev.leme.controllers.namespace;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.ListOptions;
import dev.leme.client.ServedResource;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what is in a namespace: pods first, and what they may still need to end well once they have gone. The server is
 * asked what there is, not a cache: what a cache hasn't seen yet would be left behind.
 */
final class Content {

    private static final DeleteOptions BACKGROUND = DeleteOptions.DEFAULT.withPropagation("Background");

    private final ApiClient client;
    private final Clock clock;

    Content(ApiClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Deletes all that can be deleted; what is left then. */
    Emptying empty(ApiObject namespace) {
        List<ServedResource> served;
        try {
            served = client.discover();
        } catch (ApiException refused) {
            return Emptying.undiscovered(refused.text());
        }
        List<ServedResource> deletable =
                served.stream().filter(Content::isDeletable).toList();
        Emptying pods =
                emptyAll(namespace, deletable.stream().filter(Content::isPods).toList());
        return pods.isDone()
                ? emptyAll(
                        namespace,
                        deletable.stream().filter(kind -> !isPods(kind)).toList())
                : pods;
    }

    private static boolean isDeletable(ServedResource kind) {
        return kind.resource().namespaced() && kind.can("list") && kind.can("delete");
    }

    private static boolean isPods(ServedResource kind) {
        return kind.resource().equals(Resources.PODS);
    }

    private Emptying emptyAll(ApiObject namespace, List<ServedResource> kinds) {
        Emptying emptying = Emptying.DONE;
        for (ServedResource kind : kinds) {
            try {
                Leftover leftover = empty(namespace, kind);
                emptying = leftover == null ? emptying : emptying.with(namespace.name(), leftover);
            } catch (ApiException refused) {
                emptying = isGone(refused) ? emptying : emptying.failed(refused.text());
            }
        }
        return emptying;
    }

    /** A kind that is no longer served has no objects. */
    private static boolean isGone(ApiException refused) {
        return refused.is(Reason.NOT_FOUND) || refused.is(Reason.METHOD_NOT_ALLOWED);
    }

    private @Nullable Leftover empty(ApiObject namespace, ServedResource kind) {
        String name = namespace.name();
        List<ApiObject> left = client.list(kind.resource(), name);
        if (!left.stream().allMatch(ApiObject::isDeleting)) {
            delete(kind, name, left);
            left = client.list(kind.resource(), name);
        }
        Instant since = namespace.deletionTimestamp();
        Instant now = clock.now();
        return left.isEmpty() ? null : Leftover.of(kind.resource(), left, since == null ? now : since, now);
    }

    private void delete(ServedResource kind, String namespace, List<ApiObject> objects) {
        if (kind.can("deletecollection")) {
            client.deleteCollection(kind.resource(), namespace, ListOptions.ALL, BACKGROUND);
            return;
        }
        for (ApiObject object : objects) {
            delete(kind.resource(), object);
        }
    }

    private void delete(Resource resource, ApiObject object) {
        try {
            client.delete(resource, object.namespace(), object.name(), BACKGROUND.withUid(object.uid()));
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
        }
    }
}
