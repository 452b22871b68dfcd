package dev.leme.node.sources;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.ApiClient;
import dev.leme.client.PatchType;
import dev.leme.client.event.EventRecorder;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.volumes.GrowthListener;
import java.util.List;

/** Shows in a claim's status, and tells people, that its volume has grown, as the kubelet does. */
public final class ClaimGrowth implements GrowthListener {
    private static final List<String> OVER = List.of("Resizing", "FileSystemResizePending", "NodeResizeError");

    private final ApiClient client;
    private final EventRecorder events;
    private final String node;

    public ClaimGrowth(ApiClient client, EventRecorder events, String node) {
        this.client = client;
        this.events = events;
        this.node = node;
    }

    @Override
    public void grown(PodManifest pod, ApiObject claim, ApiObject volume) {
        List<JsonValue> conditions = claim.status().array("conditions").objects().stream()
                .filter(condition -> !OVER.contains(condition.string("type")))
                .<JsonValue>map(condition -> condition)
                .toList();
        JsonObject status = JsonObject.builder()
                .put("capacity", volume.spec().object("capacity"))
                .put("conditions", conditions.isEmpty() ? JsonNull.NULL : new JsonArray(conditions))
                .put("allocatedResourceStatuses", JsonNull.NULL)
                .build();
        client.patch(
                Resources.PERSISTENT_VOLUME_CLAIMS,
                claim.namespace(),
                claim.name(),
                "status",
                PatchType.MERGE,
                JsonObject.of("metadata", JsonObject.EMPTY.with("uid", claim.uid()), "status", status));
        String message = "MountVolume.NodeExpandVolume succeeded for volume \"" + volume.name() + "\" " + node;
        events.normal(pod.object(), "FileSystemResizeSuccessful", message);
        events.normal(claim, "FileSystemResizeSuccessful", message);
    }

    @Override
    public void failed(PodManifest pod, ApiObject claim, ApiObject volume, String message) {
        String text = "MountVolume.NodeExpandVolume failed for volume \"" + volume.name() + "\" : " + message;
        events.warning(pod.object(), "VolumeResizeFailed", text);
        events.warning(claim, "VolumeResizeFailed", text);
    }
}
