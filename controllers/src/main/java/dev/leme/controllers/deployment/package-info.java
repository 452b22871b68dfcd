/** Moves a Deployment from one template to the next by scaling its ReplicaSets. */
@NullMarked
package dev.leme.controllers.deployment;

import org.jspecify.annotations.NullMarked;
