package dev.leme.dns.forward;

import dev.leme.dns.handler.Query;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * What makes two queries have the same answer.
 *
 * @param name in lower case
 * @param signatures whether DNSSEC records are wanted (DO)
 * @param unchecked whether an answer is wanted that fails validation (CD)
 */
record Question(String name, int type, boolean signatures, boolean unchecked) {

    private static final int PAYLOAD = 1232;

    static Question of(Query query) {
        OPTRecord options = query.message().getOPT();
        return new Question(
                query.name(),
                query.type(),
                options != null && (options.getFlags() & ExtendedFlags.DO) != 0,
                query.message().getHeader().getFlag(Flags.CD));
    }

    /** A query of our own, with an id that nobody can guess. */
    Message toMessage(Query asked) {
        Message query = Message.newQuery(Record.newRecord(asked.owner(), type, DClass.IN));
        if (unchecked) {
            query.getHeader().setFlag(Flags.CD);
        }
        query.addRecord(new OPTRecord(PAYLOAD, 0, 0, signatures ? ExtendedFlags.DO : 0), Section.ADDITIONAL);
        return query;
    }
}
