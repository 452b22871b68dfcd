package dev.leme.dns.forward;

import dev.leme.base.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/**
 * Answers of others for as long as they may be kept, and never longer than half a minute; denials after RFC 2308. Bounded in
 * entries and bytes: what was used longest ago goes first.
 */
final class AnswerCache {

    /** No answer is kept longer, so that who moves a name waits for it no longer than with upstream's server. */
    static final long LONGEST_SECONDS = 30;

    private final Clock clock;
    private final int mostEntries;
    private final long mostBytes;
    private final Map<Question, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Entry(Message answer, int bytes, long storedNanos, long seconds) {}

    AnswerCache(Clock clock, int mostEntries, long mostBytes) {
        this.clock = clock;
        this.mostEntries = mostEntries;
        this.mostBytes = mostBytes;
    }

    /** The answer with the time that it has left, or null. */
    @Nullable Found find(Question question) {
        Entry entry;
        long age;
        synchronized (this) {
            entry = entries.get(question);
            if (entry == null) {
                return null;
            }
            age = Duration.ofNanos(clock.nanoTime() - entry.storedNanos()).toSeconds();
            if (age >= entry.seconds()) {
                remove(question);
                return null;
            }
        }
        return new Found(entry.answer(), age);
    }

    /** An answer of {@code age} seconds. */
    record Found(Message answer, long age) {}

    /** Keeps an answer if it may be kept. */
    synchronized void put(Question question, Message answer) {
        long seconds = Math.min(LONGEST_SECONDS, lifetime(answer));
        int size = answer.numBytes() + question.name().length();
        remove(question);
        if (seconds <= 0 || size > mostBytes) {
            return;
        }
        entries.put(question, new Entry(answer, size, clock.nanoTime(), seconds));
        bytes += size;
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > mostEntries || bytes > mostBytes) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    private void remove(Question question) {
        Entry gone = entries.remove(question);
        if (gone != null) {
            bytes -= gone.bytes();
        }
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Seconds that an answer is good for; 0 where it must not be kept. */
    private static long lifetime(Message answer) {
        int code = answer.getHeader().getRcode();
        List<Record> found = answer.getSection(Section.ANSWER);
        boolean denial = code == Rcode.NXDOMAIN || found.isEmpty();
        if (answer.getHeader().getFlag(Flags.TC) || code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            return 0;
        }
        return Math.min(least(found), denial ? denialLifetime(answer) : Long.MAX_VALUE);
    }

    private static long least(List<Record> records) {
        return records.stream().mapToLong(Record::getTTL).min().orElse(Long.MAX_VALUE);
    }

    /** A denial without the zone's SOA doesn't say for how long. */
    private static long denialLifetime(Message answer) {
        for (Record record : answer.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                return Math.min(soa.getTTL(), soa.getMinimum());
            }
        }
        return 0;
    }
}
