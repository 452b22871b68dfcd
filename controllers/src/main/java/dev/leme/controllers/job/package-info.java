/** Runs the pods of Jobs to their end, and counts each of them once. */
@NullMarked
package dev.leme.controllers.job;

import org.jspecify.annotations.NullMarked;
