package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.StatefulSetStatus;
import java.time.Duration;
import java.util.List;

/**
 * What to do for a StatefulSet.
 *
 * @param steps the deeds in order; a failed one ends the run
 * @param observed the status as things are
 * @param expected the status once all steps are done
 * @param again when time alone will change the plan; zero for never
 */
record StatefulSetPlan(List<Step> steps, StatefulSetStatus observed, StatefulSetStatus expected, Duration again) {}
