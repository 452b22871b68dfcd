package dev.leme.api.defaults;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.nio.charset.StandardCharsets;

/** Daemon sets: count their templates in an annotation, which once was a field and is still looked for. */
final class DaemonSetPreparation extends PrepareRule {

    private static final String GENERATION = "deprecated.daemonset.template.generation";
    private static final JsonObject INITIAL =
            Json.parseObject(("{\"currentNumberScheduled\":0,\"numberMisscheduled\":0,"
                            + "\"desiredNumberScheduled\":0,\"numberReady\":0}")
                    .getBytes(StandardCharsets.UTF_8));

    DaemonSetPreparation() {
        super(true, INITIAL, true, true, false);
    }

    @Override
    public ApiObject create(ApiObject set) {
        return with(super.create(set), 1);
    }

    @Override
    public ApiObject update(ApiObject fresh, ApiObject old) {
        boolean same = fresh.spec().object("template").equals(old.spec().object("template"));
        return with(super.update(fresh, old), generation(old) + (same ? 0 : 1));
    }

    private static long generation(ApiObject set) {
        String text = set.annotations().getOrDefault(GENERATION, "");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static ApiObject with(ApiObject set, long generation) {
        return set.withMetadata(metadata ->
                metadata.update("annotations", annotations -> annotations.with(GENERATION, Long.toString(generation))));
    }
}
