package dev.leme.controllers.resourcequota;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.quota.AmountMap;
import dev.leme.api.quota.QuotaScopes;
import dev.leme.api.quota.QuotaUsage;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.FieldSelector;
import dev.leme.client.ApiClient;
import dev.leme.client.ListOptions;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.controllers.catalog.ServedKinds;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts what one quota is used for. Lists after it has read the quota, so that a charge in between shows. */
final class QuotaReconciler implements Reconciler<ObjectKey> {

    private static final Duration RECOUNT = Duration.ofMinutes(5);

    private final ApiClient client;
    private final ServedKinds kinds;

    QuotaReconciler(ApiClient client, ServedKinds kinds) {
        this.client = client;
        this.kinds = kinds;
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        kinds.awaitSynced();
        ApiObject quota = current(key);
        if (quota == null || quota.isDeleting()) {
            return Outcome.DONE;
        }
        JsonObject status = JsonObject.of(
                "hard", quota.spec().object("hard"), "used", used(quota).toJson());
        if (!status.equals(quota.status())) {
            client.updateStatus(Resources.RESOURCE_QUOTAS, quota.withStatus(status));
        }
        return Outcome.again(RECOUNT);
    }

    /** The quota as it is now, or null; by a list, for upstream's role of this controller doesn't let it get one. */
    private @Nullable ApiObject current(ObjectKey key) {
        ListOptions one = ListOptions.ALL.withFields(FieldSelector.of("metadata.name", key.name()));
        return client.list(Resources.RESOURCE_QUOTAS, key.namespace(), one).items().stream()
                .findFirst()
                .orElse(null);
    }

    private AmountMap used(ApiObject quota) {
        Set<String> limited = quota.spec().object("hard").strings().keySet();
        Map<String, Quantity> none = new TreeMap<>();
        limited.forEach(name -> none.put(name, Quantity.ZERO));
        AmountMap used = new AmountMap(none);
        for (String kind : kindsOf(limited)) {
            Optional<Resource> served = served(kind);
            if (served.isPresent()) {
                used = used.plus(used(quota, served.get()).only(limited));
            }
        }
        return used;
    }

    private static Set<String> kindsOf(Set<String> limited) {
        return limited.stream()
                .flatMap(name -> QuotaUsage.kindOf(name).stream())
                .collect(Collectors.toSet());
    }

    private Optional<Resource> served(String kind) {
        return kinds.watched().keySet().stream()
                .filter(resource ->
                        resource.namespaced() && resource.qualified().equals(kind))
                .findFirst();
    }

    private AmountMap used(ApiObject quota, Resource resource) {
        AmountMap used = AmountMap.EMPTY;
        for (ApiObject object : client.list(resource, quota.namespace())) {
            if (QuotaScopes.match(quota, resource, object)) {
                used = used.plus(QuotaUsage.of(resource, object));
            }
        }
        return used;
    }
}
