package dev.leme.apiserver.admission;

import dev.leme.api.object.ApiObject;
import dev.leme.api.quota.LimitRules;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Plugin;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.apiserver.storage.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Holds pods and claims to the LimitRanges of their namespace, and gives pods what those say for who says nothing. */
public final class LimitRanger implements Plugin {

    private final ObjectReader objects;

    /** Looks ranges up in {@code objects}. */
    public LimitRanger(ObjectReader objects) {
        this.objects = objects;
    }

    @Override
    public ApiObject mutate(Attempt attempt) {
        ApiObject pod = attempt.fresh();
        if (attempt.creates(Resources.PODS)) {
            for (ApiObject range : ranges(attempt)) {
                pod = LimitRules.withDefaults(range, pod);
            }
        }
        return pod;
    }

    @Override
    public void validate(Attempt attempt) {
        if (attempt.creates(Resources.PODS) || attempt.part() == Part.RESIZE) {
            refuse(
                    attempt,
                    range -> LimitRules.refusalsOfPod(range, attempt.fresh().spec()));
        } else if (writesClaim(attempt)) {
            refuse(
                    attempt,
                    range -> LimitRules.refusalsOfClaim(range, attempt.fresh().spec()));
        }
    }

    private static boolean writesClaim(Attempt attempt) {
        return attempt.object() != null
                && attempt.part() == Part.MAIN
                && attempt.resource().equals(Resources.PERSISTENT_VOLUME_CLAIMS);
    }

    private void refuse(Attempt attempt, Function<ApiObject, List<String>> rules) {
        List<String> refusals = new ArrayList<>();
        ranges(attempt).forEach(range -> refusals.addAll(rules.apply(range)));
        if (!refusals.isEmpty()) {
            String text = refusals.size() == 1 ? refusals.getFirst() : "[" + String.join(", ", refusals) + "]";
            throw ApiException.forbidden(attempt.resource(), attempt.name(), text);
        }
    }

    private List<ApiObject> ranges(Attempt attempt) {
        return objects.list(Resources.LIMIT_RANGES, attempt.namespace());
    }
}
