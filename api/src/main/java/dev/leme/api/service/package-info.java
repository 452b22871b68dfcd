/** What follows from a Service's spec alone: what it needs of the cluster, and in which address families. */
@NullMarked
package dev.leme.api.service;

import org.jspecify.annotations.NullMarked;
