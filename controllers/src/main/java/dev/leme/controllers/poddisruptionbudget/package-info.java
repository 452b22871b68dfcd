/** Tells how many pods of a PodDisruptionBudget may be disrupted now. */
@NullMarked
package dev.leme.controllers.poddisruptionbudget;

import org.jspecify.annotations.NullMarked;
