package dev.leme.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.base.time.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class AnswerCacheTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    private static Question question(String name) {
        return new Question(name, Type.A, false, false);
    }

    /** An answer with {@code data} as {@code "seconds address"}, and a SOA as {@code "seconds minimum"}; empty for none. */
    private static Message answer(int code, String data, String soa) throws IOException {
        Name owner = Name.fromString("example.org.");
        Message answer = Message.newQuery(Record.newRecord(owner, Type.A, DClass.IN));
        answer.getHeader().setRcode(code);
        if (!data.isEmpty()) {
            String[] words = data.split(" ", -1);
            answer.addRecord(
                    Record.fromString(owner, Type.A, DClass.IN, Long.parseLong(words[0]), words[1], Name.root),
                    Section.ANSWER);
        }
        if (!soa.isEmpty()) {
            String[] words = soa.split(" ", -1);
            answer.addRecord(
                    Record.fromString(
                            owner,
                            Type.SOA,
                            DClass.IN,
                            Long.parseLong(words[0]),
                            "a. b. 1 2 3 4 " + words[1],
                            Name.root),
                    Section.AUTHORITY);
        }
        return new Message(answer.toWire());
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3} s")
    @CsvSource(textBlock = """
            NOERROR,  20 192.0.2.1,  '',      20
            NOERROR,  900 192.0.2.1, '',      30
            NOERROR,  0 192.0.2.1,   '',      0
            NXDOMAIN, '',            10 3,    3
            NXDOMAIN, '',            3 10,    3
            NXDOMAIN, '',            900 900, 30
            NXDOMAIN, '',            '',      0
            NOERROR,  '',            10 4,    4
            SERVFAIL, '',            10 4,    0
            """)
    void answer_kept_livesAsLongAsItMay(String code, String data, String soa, long seconds) throws IOException {
        AnswerCache cache = new AnswerCache(clock, 10, 10_000);
        cache.put(question("example.org"), answer(Rcode.value(code), data, soa));
        if (seconds > 0) {
            clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertNotNull(cache.find(question("example.org")));
            clock.advance(Duration.ofMillis(1));
        }
        assertNull(cache.find(question("example.org")));
        assertEquals(0, cache.bytes(), "what is over takes no room");
    }

    @Test
    void answers_moreThanThereIsRoomFor_pushOutWhatWasUsedLongestAgo() throws IOException {
        AnswerCache cache = new AnswerCache(clock, 3, 10_000);
        for (String name : new String[] {"a", "b", "c"}) {
            cache.put(question(name), answer(Rcode.NOERROR, "20 192.0.2.1", ""));
        }
        assertNotNull(cache.find(question("a")));
        cache.put(question("d"), answer(Rcode.NOERROR, "20 192.0.2.1", ""));
        assertEquals(3, cache.size());
        assertNull(cache.find(question("b")));
        assertNotNull(cache.find(question("a")));
    }

    @Test
    void answers_moreBytesThanThereIsRoomFor_pushOutOthers() throws IOException {
        AnswerCache cache = new AnswerCache(clock, 1000, 500);
        for (int i = 0; i < 100; i++) {
            cache.put(question("name" + i), answer(Rcode.NOERROR, "20 192.0.2.1", ""));
            assertTrue(cache.bytes() <= 500);
        }
        assertTrue(cache.size() > 1 && cache.size() < 20, "size " + cache.size());
    }
}
