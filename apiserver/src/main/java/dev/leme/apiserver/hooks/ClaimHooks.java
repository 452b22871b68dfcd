package dev.leme.apiserver.hooks;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.storage.ObjectReader;
import java.util.List;

/** Tells a person who asks for a claim that isn't there which one was probably meant. */
final class ClaimHooks extends StandardHooks {

    private final ObjectReader objects;

    ClaimHooks(ObjectReader objects) {
        super(Resources.PERSISTENT_VOLUME_CLAIMS);
        this.objects = objects;
    }

    @Override
    public String hintForMissing(String namespace, String name) {
        List<String> names = objects.list(Resources.PERSISTENT_VOLUME_CLAIMS, namespace).stream()
                .map(ApiObject::name)
                .toList();
        String nearest = NearestName.of(name, names);
        return nearest.isEmpty()
                ? ""
                : "persistentvolumeclaim \"" + name + "\" does not exist; did you mean \"" + nearest
                        + "\"? The claims of a" + " StatefulSet are named <template>-<set>-<ordinal>";
    }
}
