/** Schedules in cron's spelling. */
@NullMarked
package dev.leme.api.cron;

import org.jspecify.annotations.NullMarked;
