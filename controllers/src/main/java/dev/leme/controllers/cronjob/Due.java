package dev.leme.controllers.cronjob;

import dev.leme.api.batch.v1.CronJob;
import dev.leme.api.cron.CronSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule says at one moment.
 *
 * @param last the last time that was due and has not been dealt with; null for none
 * @param missed about how many times were due since the last that was dealt with, {@code last} among them
 * @param next the next time; null for never
 */
record Due(@Nullable Instant last, long missed, @Nullable Instant next) {

    /** Looks from what was dealt with last, but no further back than the deadline lets a Job begin. */
    static Due of(CronJob cron, CronSchedule schedule, ZoneId zone, Instant now) {
        Instant first = schedule.next(since(cron, now), zone);
        if (first == null || now.isBefore(first)) {
            return new Due(null, 0, first);
        }
        Instant second = schedule.next(first, zone);
        if (second == null || now.isBefore(second)) {
            return new Due(first, 1, second);
        }
        Duration interval = Duration.between(first, second);
        long missed = Duration.between(first, now).dividedBy(interval) + 1;
        Instant last = first;
        Instant next = schedule.next(first.plus(interval.multipliedBy(Math.max(0, missed - 2))), zone);
        while (next != null && !next.isAfter(now)) {
            last = next;
            next = schedule.next(next, zone);
        }
        return new Due(last, missed, next);
    }

    private static Instant since(CronJob cron, Instant now) {
        Instant created = cron.metadata().creationTimestamp();
        Instant handled = cron.status().lastScheduleTime();
        Instant since = handled != null ? handled : created != null ? created : now;
        if (!cron.spec().hasStartingDeadlineSeconds()) {
            return since;
        }
        Instant earliest = now.minusSeconds(cron.spec().startingDeadlineSeconds());
        return earliest.isAfter(since) ? earliest : since;
    }

    /** Whether so many times were missed that somebody should look at it. */
    boolean isTooMany() {
        return missed > 100;
    }
}
