package dev.leme.controllers.deployment;

import dev.leme.api.apps.v1.DeploymentStatus;
import java.time.Duration;
import java.util.List;

/**
 * What to do for a Deployment.
 *
 * @param steps the deeds in order
 * @param status the status as things are
 * @param again when time alone will change the status; zero for never
 */
record DeploymentPlan(List<Step> steps, DeploymentStatus status, Duration again) {}
