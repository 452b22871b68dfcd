package dev.leme.controllers.volume;

import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.client.event.EventType;

/** What to do for a claim. */
sealed interface ClaimPlan {

    /** Binds claim and volume to each other, or completes what of that is missing. */
    record Bind(PersistentVolume volume, boolean chosenByUs) implements ClaimPlan {}

    /** Asks a provisioner for a volume. */
    record Provision(String provisioner) implements ClaimPlan {}

    /** Gets the default class, which came after the claim. */
    record Classify(String storageClass) implements ClaimPlan {}

    /** Stays pending, and says why. */
    record Wait(EventType type, String reason, String message) implements ClaimPlan {}

    /** Stays pending, and there is nothing to say. */
    record Idle() implements ClaimPlan {}

    /** Was bound, and has lost its volume. */
    record Lose(String reason, String message) implements ClaimPlan {}
}
