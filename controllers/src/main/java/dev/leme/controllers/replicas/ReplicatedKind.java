package dev.leme.controllers.replicas;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.selector.LabelSelector;
import dev.leme.client.informer.Lister;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * A kind whose objects each keep a number of pods of one template.
 *
 * @param resource the kind
 * @param controller the name of its controller, under whose identity it writes
 * @param selector reads a spec's selector
 * @param countsTerminating whether its status tells of pods on their way out
 */
public record ReplicatedKind(
        Resource resource, String controller, Function<JsonObject, LabelSelector> selector, boolean countsTerminating) {

    LabelSelector selector(ApiObject owner) {
        return selector.apply(owner.spec().object("selector"));
    }

    /** The owners among {@code owners} that select the object. */
    List<ApiObject> selecting(Lister<ApiObject> owners, ApiObject object) {
        return owners.list(object.namespace()).stream()
                .filter(owner -> selector(owner).matches(object.labels()))
                .toList();
    }

    static int wanted(ApiObject owner) {
        return (int) owner.spec().number("replicas", 1);
    }

    static Duration minReady(ApiObject owner) {
        return Duration.ofSeconds(owner.spec().number("minReadySeconds", 0));
    }
}
