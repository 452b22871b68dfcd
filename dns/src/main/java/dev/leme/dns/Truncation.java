package dev.leme.dns;

import dev.leme.dns.handler.Answers;
import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Cuts an answer to the room there is. Addresses that come along go first and quietly; then as many records of the answer stay as
 * fit, with TC set: who can't ask again over TCP (old C libraries) has some addresses at least.
 */
final class Truncation {

    private Truncation() {}

    static byte[] fit(Message answer, int room) {
        byte[] whole = answer.toWire();
        if (whole.length <= room) {
            return whole;
        }
        List<Record> records = answer.getSection(Section.ANSWER);
        byte[] withoutAdditional = first(answer, records.size(), false);
        if (withoutAdditional.length <= room) {
            return withoutAdditional;
        }
        int fits = 0;
        int tooMany = records.size();
        while (tooMany - fits > 1) {
            int middle = (fits + tooMany) >>> 1;
            if (first(answer, middle, true).length <= room) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return first(answer, fits, true);
    }

    /** The answer with its first records alone. */
    private static byte[] first(Message answer, int count, boolean truncated) {
        Message cut = Answers.emptied(answer);
        if (truncated) {
            cut.getHeader().setFlag(Flags.TC);
        }
        answer.getSection(Section.ANSWER).stream()
                .limit(count)
                .forEach(record -> cut.addRecord(record, Section.ANSWER));
        OPTRecord options = answer.getOPT();
        if (options != null) {
            cut.addRecord(options, Section.ADDITIONAL);
        }
        return cut.toWire();
    }
}
