package dev.leme.dns.handler;

import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/** Beginnings of answers. */
public final class Answers {

    private Answers() {}

    /** An answer to {@code query} that says nothing yet. */
    public static Message to(Message query) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.getHeader().setOpcode(query.getHeader().getOpcode());
        if (query.getHeader().getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
        }
        if (query.getQuestion() != null) {
            answer.addRecord(query.getQuestion(), Section.QUESTION);
        }
        return answer;
    }

    /** A failure. */
    public static Message failure(Message query, int code) {
        Message answer = to(query);
        answer.getHeader().setRcode(code);
        return answer;
    }
}
