package dev.leme.node.resize;

import dev.leme.api.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * How far the change of a pod's resources is.
 *
 * @param inProgress granted, and not yet applied to every container
 * @param refusal why what the pod asks for now isn't granted
 * @param applied by container id, the resources that it runs with
 * @param error why applying failed the last time; empty for none
 */
public record ResizeState(
        boolean inProgress, Optional<Refusal> refusal, Map<String, JsonObject> applied, String error) {

    public static final ResizeState NONE = new ResizeState(false, Optional.empty(), Map.of(), "");
}
