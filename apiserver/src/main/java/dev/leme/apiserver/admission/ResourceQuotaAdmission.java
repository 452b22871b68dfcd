package dev.leme.apiserver.admission;

import dev.leme.api.object.ApiObject;
import dev.leme.api.quota.QuotaCheck;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Operation;
import dev.leme.apiserver.storage.Admission.Plugin;
import dev.leme.apiserver.storage.Companions;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.apiserver.storage.Part;
import java.util.List;
import java.util.Set;

/**
 * Charges what a write takes to the quotas of its namespace, in the write's own transaction: however many write at once, a
 * quota is never overdrawn, and a write that fails is not charged. What is given back, the quota controller counts.
 */
public final class ResourceQuotaAdmission implements Plugin {

    private static final String KEYS = "/registry/resourcequotas/";
    /** There are many, and nothing should fail because it could not tell of itself. */
    private static final Set<Resource> NOT_COUNTED = Set.of(Resources.EVENTS, Resources.EVENTS_V1);

    private final ObjectReader objects;

    /** Looks quotas up in {@code objects}. */
    public ResourceQuotaAdmission(ObjectReader objects) {
        this.objects = objects;
    }

    @Override
    public void fence(Attempt attempt, Companions companions) {
        if (!isCounted(attempt)) {
            return;
        }
        List<ApiObject> quotas = objects.list(Resources.RESOURCE_QUOTAS, attempt.namespace());
        for (ApiObject quota : quotas) {
            charge(quota, attempt, companions);
        }
    }

    private static boolean isCounted(Attempt attempt) {
        return (attempt.part() == Part.MAIN || attempt.part() == Part.RESIZE)
                && attempt.operation() != Operation.DELETE
                && attempt.resource().namespaced()
                && !NOT_COUNTED.contains(attempt.resource());
    }

    private static void charge(ApiObject quota, Attempt attempt, Companions companions) {
        switch (QuotaCheck.check(quota, attempt.resource(), attempt.fresh(), attempt.old())) {
            case QuotaCheck.Untouched() -> {}
            case QuotaCheck.Refused(String reason) ->
                throw ApiException.forbidden(attempt.resource(), attempt.name(), reason);
            case QuotaCheck.Charged(var used) -> {
                ApiObject charged = quota.withStatus(quota.status().with("used", used.toJson()));
                companions.replace(
                        KEYS + quota.namespace() + "/" + quota.name(),
                        Long.parseLong(quota.resourceVersion()),
                        charged);
            }
        }
    }
}
