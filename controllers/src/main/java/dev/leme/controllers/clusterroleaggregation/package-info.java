/** Writes into a ClusterRole what it takes from others by their labels. */
@NullMarked
package dev.leme.controllers.clusterroleaggregation;

import org.jspecify.annotations.NullMarked;
