package dev.leme.controllers.volume;

import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.storage.v1.StorageClass;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is, as far as a claim is concerned.
 *
 * @param claim the claim
 * @param storageClass its class; null where it has none or the class doesn't exist
 * @param defaultClass the name of the cluster's default class; empty for none
 * @param volumes all volumes
 * @param nodeLabels the labels of the node that the scheduler has chosen; empty where it hasn't
 */
record ClaimState(
        PersistentVolumeClaim claim,
        @Nullable StorageClass storageClass,
        String defaultClass,
        List<PersistentVolume> volumes,
        Map<String, String> nodeLabels) {}
