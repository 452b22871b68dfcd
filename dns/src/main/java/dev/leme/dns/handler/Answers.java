package dev.leme.dns.handler;

import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Beginnings of answers. */
public final class Answers {

    private static final int[] FLAGS = {Flags.QR, Flags.AA, Flags.TC, Flags.RD, Flags.RA, Flags.AD, Flags.CD};

    private Answers() {}

    /** An answer to {@code query} that says nothing yet. */
    public static Message to(Message query) {
        Message answer = new Message(query.getHeader().getID());
        Header header = answer.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RA);
        header.setOpcode(query.getHeader().getOpcode());
        if (query.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        Record question = query.getQuestion();
        if (question != null) {
            answer.addRecord(question, Section.QUESTION);
        }
        return answer;
    }

    /** A failure. */
    public static Message failure(Message query, int code) {
        Message answer = to(query);
        answer.getHeader().setRcode(code);
        return answer;
    }

    /** To one who asked in a later version of EDNS than there is (RFC 6891, 6.1.3): BADVERS, whose upper bits are in the OPT. */
    public static Message badVersion(Message query, int payload) {
        Message answer = to(query);
        answer.addRecord(new OPTRecord(payload, 1, 0), Section.ADDITIONAL);
        return answer;
    }

    /** The header and the question of an answer, with none of its records. */
    public static Message emptied(Message answer) {
        Header from = answer.getHeader();
        Message empty = new Message(from.getID());
        Header header = empty.getHeader();
        header.setOpcode(from.getOpcode());
        header.setRcode(from.getRcode());
        for (int flag : FLAGS) {
            if (from.getFlag(flag)) {
                header.setFlag(flag);
            }
        }
        answer.getSection(Section.QUESTION).forEach(question -> empty.addRecord(question, Section.QUESTION));
        return empty;
    }
}
