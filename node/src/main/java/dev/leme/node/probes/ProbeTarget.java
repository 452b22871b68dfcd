package dev.leme.node.probes;

import dev.leme.node.manifest.ContainerManifest;

/**
 * What a probe is aimed at.
 *
 * @param address the pod's address
 */
public record ProbeTarget(String containerId, String address, ContainerManifest container) {}
