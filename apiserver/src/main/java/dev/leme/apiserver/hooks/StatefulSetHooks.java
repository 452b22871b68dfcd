package dev.leme.apiserver.hooks;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.storage.ObjectReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a person that the governing Service isn't there yet. */
final class StatefulSetHooks extends StandardHooks {

    private final ObjectReader objects;

    StatefulSetHooks(ObjectReader objects) {
        super(Resources.STATEFUL_SETS);
        this.objects = objects;
    }

    @Override
    public List<String> hints(ApiObject fresh, @Nullable ApiObject old) {
        String service = fresh.spec().string("serviceName");
        List<String> hints = new ArrayList<>();
        if (!service.isEmpty() && objects.get(Resources.SERVICES, fresh.namespace(), service) == null) {
            hints.add("spec.serviceName: the governing Service \"" + service + "\" does not exist yet in namespace \""
                    + fresh.namespace() + "\": until you create it the pods have no DNS names such as "
                    + fresh.name() + "-0." + service);
        }
        return hints;
    }
}
