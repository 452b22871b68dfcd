package dev.leme.api.defaults;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.object.ApiObject;
import java.util.ArrayList;
import java.util.List;

/** Namespaces: born with the finalizer {@code kubernetes} in their spec, which only the finalize subresource takes away. */
final class NamespacePreparation extends PrepareRule {

    private static final String FINALIZERS = "finalizers";

    NamespacePreparation() {
        super(true, JsonObject.of("phase", new JsonString("Active")), false, false, false);
    }

    @Override
    public ApiObject create(ApiObject namespace) {
        List<String> finalizers =
                new ArrayList<>(namespace.spec().array(FINALIZERS).strings());
        if (!finalizers.contains("kubernetes")) {
            finalizers.add("kubernetes");
        }
        return super.create(namespace).with("spec", namespace.spec().with(FINALIZERS, JsonArray.ofStrings(finalizers)));
    }

    @Override
    public ApiObject update(ApiObject fresh, ApiObject old) {
        return super.update(fresh, old).with("spec", copy(fresh.spec(), old.spec(), FINALIZERS));
    }
}
