package dev.leme.api.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/15 * * * *       | 2026-03-01T10:00:00Z | 2026-03-01T10:15:00Z",
                "*/15 * * * *       | 2026-03-01T10:59:59Z | 2026-03-01T11:00:00Z",
                "5/20 * * * *       | 2026-03-01T10:26:00Z | 2026-03-01T10:45:00Z",
                "0 9-17/4 * * *     | 2026-03-01T10:00:00Z | 2026-03-01T13:00:00Z",
                "0 0 1 * *          | 2026-03-01T00:00:00Z | 2026-04-01T00:00:00Z",
                "0 0 * JAN,jul *    | 2026-03-01T00:00:00Z | 2026-07-01T00:00:00Z",
                "30 8 * * Mon-Fri   | 2026-03-06T08:30:00Z | 2026-03-09T08:30:00Z",
                "0 0 13 * 5         | 2026-03-01T00:00:00Z | 2026-03-06T00:00:00Z",
                "0 0 29 2 ?         | 2026-03-01T00:00:00Z | 2028-02-29T00:00:00Z",
                "0 0 */2 * 0        | 2026-03-01T00:00:00Z | 2026-03-03T00:00:00Z",
                "@hourly            | 2026-03-01T10:00:01Z | 2026-03-01T11:00:00Z",
                "@weekly            | 2026-03-02T00:00:00Z | 2026-03-08T00:00:00Z",
                "@yearly            | 2026-03-02T00:00:00Z | 2027-01-01T00:00:00Z",
                "@every 1h30m       | 2026-03-01T10:00:00Z | 2026-03-01T11:30:00Z"
            })
    void schedule_isDueNext(String schedule, Instant after, Instant expected) {
        assertEquals(expected, CronSchedule.parse(schedule).next(after, ZoneId.of("UTC")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // An hour that is skipped is not made up for.
                "30 2 * * *   | America/New_York | 2026-03-08T00:00:00-05:00 | 2026-03-09T02:30:00-04:00",
                "0 * * * *    | America/New_York | 2026-03-08T01:00:00-05:00 | 2026-03-08T03:00:00-04:00",
                "0 3 * * *    | Europe/Berlin    | 2026-03-28T03:00:00+01:00 | 2026-03-29T03:00:00+02:00",
                // An hour that comes twice is due twice.
                "30 1 * * *   | America/New_York | 2026-11-01T00:00:00-04:00 | 2026-11-01T01:30:00-04:00",
                "30 1 * * *   | America/New_York | 2026-11-01T01:30:00-04:00 | 2026-11-01T01:30:00-05:00",
                "0 2 * * *    | America/New_York | 2026-11-01T00:00:00-04:00 | 2026-11-01T02:00:00-05:00",
                // A midnight that doesn't exist.
                "0 0 * * *    | America/Santiago | 2026-09-05T12:00:00-04:00 | 2026-09-07T00:00:00-03:00",
                "0 9 * * *    | Asia/Kolkata     | 2026-01-01T10:00:00+05:30 | 2026-01-02T09:00:00+05:30"
            })
    void schedule_whenClocksChange(String schedule, String zone, OffsetDateTime after, OffsetDateTime expected) {
        Instant next = CronSchedule.parse(schedule).next(after.toInstant(), ZoneId.of(zone));
        assertEquals(expected.toInstant(), next);
    }

    @Test
    void schedule_ofADayThatNeverComes_isNeverDue() {
        assertNull(CronSchedule.parse("0 0 31 2 *").next(Instant.parse("2026-03-01T00:00:00Z"), ZoneId.of("UTC")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "often          | expected exactly 5 fields, found 1: [often]",
                "* * * *        | expected exactly 5 fields, found 4: [* * * *]",
                "60 * * * *     | end of range (60) above maximum (59): 60",
                "* * 0 * *      | beginning of range (0) below minimum (1): 0",
                "* * * * 7      | end of range (7) above maximum (6): 7",
                "5-1 * * * *    | beginning of range (5) beyond end of range (1): 5-1",
                "*/0 * * * *    | step of range should be a positive number: */0",
                "1-2-3 * * * *  | too many hyphens: 1-2-3",
                "1/2/3 * * * *  | too many slashes: 1/2/3",
                "x * * * *      | failed to parse int from x: strconv.Atoi: parsing \"x\": invalid syntax",
                "@sometimes     | unrecognized descriptor: @sometimes",
                "@every long    | failed to parse duration @every long: time: invalid duration \"long\""
            })
    void brokenSchedule_isRefusedWithTheReason(String schedule, String message) {
        assertEquals(
                message,
                assertThrows(CronException.class, () -> CronSchedule.parse(schedule))
                        .getMessage());
    }
}
