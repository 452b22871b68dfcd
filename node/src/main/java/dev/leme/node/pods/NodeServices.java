package dev.leme.node.pods;

import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.node.blueprint.NodeFacts;
import dev.leme.node.blueprint.PodCgroups;
import dev.leme.node.images.ImagePuller;
import dev.leme.node.logs.LogSignals;
import dev.leme.node.probes.ProbeRunner;
import dev.leme.node.resize.NodeRoom;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.sources.NodeSources;
import dev.leme.node.status.PodStatusComputer;
import dev.leme.node.volumes.NodeDirectories;
import dev.leme.node.volumes.PodVolumes;

/** What all pods' workers share. */
public record NodeServices(
        ContainerRuntime runtime,
        ApiClient client,
        NodeFacts facts,
        NodeDirectories directories,
        NodeSources sources,
        PodVolumes volumes,
        ImagePuller images,
        PodCgroups cgroups,
        ProbeRunner probes,
        PodStatusComputer statuses,
        NodeRoom room,
        LogSignals logs,
        EventRecorder recorder,
        Clock clock) {
    PodEvents events() {
        return new PodEvents(recorder);
    }
}
