package dev.leme.dns.handler;

import java.util.Locale;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A question that was asked.
 *
 * @param message as it came, with exactly one question
 * @param owner what is asked for, as the asker wrote it
 * @param name the same in lower case without the final dot
 * @param type the record type asked for
 * @param dclass the class asked for, IN but for curiosities
 */
public record Query(Message message, Name owner, String name, int type, int dclass) {

    /** The question of a message that has one. */
    public static Query of(Message message) {
        Record question = message.getQuestion();
        return new Query(
                message, question.getName(), text(question.getName()), question.getType(), question.getDClass());
    }

    /** The same asker's question for another name. */
    public Query about(Name other) {
        Message further = new Message(message.getHeader().getID());
        further.getHeader().setFlag(Flags.RD);
        further.addRecord(Record.newRecord(other, type, DClass.IN), Section.QUESTION);
        return of(further);
    }

    /** Whether it asks for records of a name, not for a whole zone or for something that is no data. */
    public boolean isForRecords() {
        return type > 0 && (Type.isRR(type) || type == Type.ANY);
    }

    /** A name in lower case without its final dot. */
    public static String text(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }
}
