package dev.leme.controllers;

import dev.leme.controllers.volume.VolumeDirectories;
import java.nio.file.Path;

/**
 * What the cluster's configuration says to controllers.
 *
 * @param rootCa the certificate that pods trust the API server by, in PEM
 * @param volumeRoot the directory on each node under which dynamic local volumes lie
 * @param volumeDirectories makes and removes those directories
 * @param loadBalancerPool the addresses of LoadBalancer Services: ranges with commas between them; empty for none
 */
public record ControllerSettings(
        String rootCa, Path volumeRoot, VolumeDirectories volumeDirectories, String loadBalancerPool) {}
