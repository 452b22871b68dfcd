package dev.leme.controllers.workload;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.PatchType;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Lister;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which objects belong to an owner: those that it controls and selects stay, those that it selects and nobody controls are
 * adopted, those that it controls and no longer selects are released. An owner that is being deleted adopts nothing.
 *
 * @param owned the objects that it controls and selects
 * @param orphans the objects to adopt
 * @param strays the objects to release
 */
public record Adoption(List<ApiObject> owned, List<ApiObject> orphans, List<ApiObject> strays) {

    /**
     * What may belong to {@code owner}: all that has it among its owners, and what nobody controls and it selects. Both come
     * from indexes: the namespace may hold thousands of objects that are others'.
     */
    public static List<ApiObject> candidates(Lister<ApiObject> cache, ApiObject owner, LabelSelector selector) {
        List<ApiObject> candidates = new ArrayList<>(cache.byIndex(Informer.BY_OWNER, owner.uid()));
        for (ApiObject object : cache.byIndex(Informer.UNCONTROLLED, owner.namespace())) {
            if (!isOwned(object, owner) && selector.matches(object.labels())) {
                candidates.add(object);
            }
        }
        return candidates;
    }

    /** Whether {@code owner} is among the object's owners. */
    private static boolean isOwned(ApiObject object, ApiObject owner) {
        for (JsonObject reference : object.ownerReferences()) {
            if (reference.string("uid").equals(owner.uid())) {
                return true;
            }
        }
        return false;
    }

    /** Sorts {@code candidates}; only those that {@code fitting} accepts are adopted or kept. */
    public static Adoption plan(
            ApiObject owner, LabelSelector selector, List<ApiObject> candidates, Predicate<ApiObject> fitting) {
        List<ApiObject> owned = new ArrayList<>();
        List<ApiObject> orphans = new ArrayList<>();
        List<ApiObject> strays = new ArrayList<>();
        for (ApiObject candidate : candidates) {
            boolean selected = selector.matches(candidate.labels()) && fitting.test(candidate);
            if (candidate.isControlledBy(owner)) {
                (selected ? owned : strays).add(candidate);
            } else if (selected && candidate.controllerReference() == null && mayAdopt(owner, candidate)) {
                orphans.add(candidate);
            }
        }
        return new Adoption(List.copyOf(owned), List.copyOf(orphans), List.copyOf(strays));
    }

    private static boolean mayAdopt(ApiObject owner, ApiObject candidate) {
        return !owner.isDeleting() && !candidate.isDeleting();
    }

    /**
     * Adopts and releases; the objects that belong to the owner afterwards. The owner is asked for first: one that is gone
     * or being deleted by now must not adopt.
     */
    public List<ApiObject> run(ApiClient client, Resource owners, Resource resource, ApiObject owner) {
        return run(client, owners, resource, owner, "");
    }

    /** As the other; what is adopted gets {@code finalizer} in the same write, what is released loses it. */
    public List<ApiObject> run(
            ApiClient client, Resource owners, Resource resource, ApiObject owner, String finalizer) {
        List<ApiObject> belonging = new ArrayList<>(owned);
        if (!orphans.isEmpty() && isCurrent(client.find(owners, owner.namespace(), owner.name()), owner)) {
            for (ApiObject orphan : orphans) {
                ApiObject held = Finalizers.with(orphan, finalizer);
                belonging.add(patchOwners(client, resource, Owners.adopted(held, owner), orphan));
            }
        }
        for (ApiObject stray : owner.isDeleting() ? List.<ApiObject>of() : strays) {
            release(client, resource, stray, owner, finalizer);
        }
        return List.copyOf(belonging);
    }

    /** A patch, because upstream's roles let some controllers patch pods but not update them. */
    private static ApiObject patchOwners(ApiClient client, Resource resource, ApiObject wanted, ApiObject now) {
        JsonArray owners = wanted.metadata().array("ownerReferences");
        JsonObject metadata = JsonObject.builder()
                .put("uid", wanted.uid())
                .put("resourceVersion", wanted.resourceVersion())
                .put("ownerReferences", owners.isEmpty() ? JsonNull.NULL : owners)
                .build();
        if (!wanted.finalizers().equals(now.finalizers())) {
            metadata = metadata.with("finalizers", Finalizers.array(wanted));
        }
        return client.patch(
                resource, wanted.namespace(), wanted.name(), PatchType.MERGE, JsonObject.of("metadata", metadata));
    }

    private static boolean isCurrent(@Nullable ApiObject now, ApiObject owner) {
        return now != null && Objects.equals(now.uid(), owner.uid()) && !now.isDeleting();
    }

    private static void release(
            ApiClient client, Resource resource, ApiObject stray, ApiObject owner, String finalizer) {
        try {
            ApiObject free = Finalizers.without(stray, finalizer);
            patchOwners(client, resource, Owners.released(free, owner), stray);
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
        }
    }
}
