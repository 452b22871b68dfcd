package dev.leme.apiserver.hooks;

import dev.leme.api.defaults.PodParts;
import dev.leme.api.field.FieldError;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.validation.Validation;
import dev.leme.apiserver.storage.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pod that runs somewhere gets time to end; a write of its binding is checked by who binds. */
final class PodHooks extends StandardHooks {

    private static final long DEFAULT_GRACE = 30;

    PodHooks() {
        super(Resources.PODS);
    }

    @Override
    public long gracePeriodSeconds(ApiObject pod, @Nullable Long asked) {
        String phase = pod.status().string("phase");
        boolean ended = phase.equals("Failed") || phase.equals("Succeeded");
        if (pod.spec().string("nodeName").isEmpty() || ended) {
            return 0;
        }
        long own = pod.spec().number("terminationGracePeriodSeconds", DEFAULT_GRACE);
        return Math.max(0, asked == null ? own : asked);
    }

    @Override
    public ApiObject preparedForUpdate(ApiObject fresh, ApiObject old, Part part) {
        return switch (part) {
            case BINDING -> fresh;
            case EPHEMERAL_CONTAINERS -> super.preparedForUpdate(PodParts.ephemeralContainers(fresh, old), old, part);
            case RESIZE -> super.preparedForUpdate(PodParts.resources(fresh, old), old, part);
            default -> super.preparedForUpdate(fresh, old, part);
        };
    }

    @Override
    public List<FieldError> validateUpdate(ApiObject fresh, ApiObject old, Part part) {
        return switch (part) {
            case BINDING -> List.of();
            case EPHEMERAL_CONTAINERS -> Validation.updateEphemeralContainers(fresh, old);
            case RESIZE -> Validation.resize(fresh, old);
            default -> super.validateUpdate(fresh, old, part);
        };
    }
}
