package dev.leme.dns.handler;

import dev.leme.dns.zone.Answer;
import dev.leme.dns.zone.Zone;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Answers for the cluster's domain and for the addresses that the cluster knows; never lets a name of the domain out. An alias
 * out of the domain is answered with what the rest of the chain says of its target.
 */
public final class ZoneHandler implements QueryHandler {

    /** Seconds that an answer may be kept: short, since it changes with the write that changes it. */
    static final int TTL = 5;

    private static final int SRV_PRIORITY = 0;
    private static final int SRV_WEIGHT = 100;

    private final Zone zone;
    private final Name apex;
    private final QueryHandler outside;

    /** Answers from {@code zone}; {@code outside} resolves aliases to names of others. */
    public ZoneHandler(Zone zone, QueryHandler outside) {
        this.zone = zone;
        this.apex = name(zone.domain());
        this.outside = outside;
    }

    @Override
    public @Nullable Message answer(Message query) {
        Record question = query.getQuestion();
        String asked = text(question.getName());
        boolean ours = zone.contains(asked);
        boolean reverse = asked.endsWith(".in-addr.arpa") || asked.endsWith(".ip6.arpa");
        if (question.getDClass() != DClass.IN || !ours && !(reverse && zone.exists(asked))) {
            return null;
        }
        Message answer = Answers.to(query);
        answer.getHeader().setFlag(Flags.AA);
        if (asked.equals(zone.domain()) && isApexType(question.getType())) {
            answer.addRecord(question.getType() == Type.SOA ? soa() : ns(), Section.ANSWER);
            return answer;
        }
        fill(answer, query, asked, question);
        return answer;
    }

    private static boolean isApexType(int type) {
        return type == Type.SOA || type == Type.NS;
    }

    private void fill(Message answer, Message query, String asked, Record question) {
        Set<Answer> found = zone.find(asked);
        List<Record> records = new ArrayList<>();
        for (Answer one : found) {
            Record record = record(question.getName(), one);
            if (record.getType() == question.getType()
                    || question.getType() == Type.ANY
                    || record.getType() == Type.CNAME) {
                records.add(record);
            }
        }
        Collections.shuffle(records);
        records.forEach(record -> answer.addRecord(record, Section.ANSWER));
        records.forEach(record -> additional(answer, record));
        if (records.isEmpty()) {
            answer.getHeader().setRcode(zone.exists(asked) ? Rcode.NOERROR : Rcode.NXDOMAIN);
            answer.addRecord(soa(), Section.AUTHORITY);
        } else if (records.getFirst() instanceof CNAMERecord alias && question.getType() != Type.CNAME) {
            follow(answer, query, alias.getTarget(), question.getType());
        }
    }

    /** The addresses of a port's host come along. */
    private void additional(Message answer, Record record) {
        if (record instanceof SRVRecord port) {
            for (Answer one : zone.find(text(port.getTarget()))) {
                if (one instanceof Answer.Address) {
                    answer.addRecord(record(port.getTarget(), one), Section.ADDITIONAL);
                }
            }
        }
    }

    private void follow(Message answer, Message query, Name target, int type) {
        Record question = Record.newRecord(target, type, DClass.IN);
        Message further = Message.newQuery(question);
        further.getHeader().setID(query.getHeader().getID());
        Message found = zone.contains(text(target)) ? answer(further) : outside.answer(further);
        if (found != null) {
            found.getSection(Section.ANSWER).forEach(record -> answer.addRecord(record, Section.ANSWER));
            if (found.getSection(Section.ANSWER).isEmpty()) {
                answer.getHeader().setRcode(found.getHeader().getRcode());
            }
        }
    }

    private static Record record(Name owner, Answer answer) {
        return switch (answer) {
            case Answer.Address(String ip) -> address(owner, ip);
            case Answer.Alias(String target) -> new CNAMERecord(owner, DClass.IN, TTL, name(target));
            case Answer.Port(int port, String target) ->
                new SRVRecord(owner, DClass.IN, TTL, SRV_PRIORITY, SRV_WEIGHT, port, name(target));
            case Answer.Pointer(String target) -> new PTRRecord(owner, DClass.IN, TTL, name(target));
            case Answer.Text(String text) -> new TXTRecord(owner, DClass.IN, TTL, text);
        };
    }

    private static Record address(Name owner, String ip) {
        try {
            return ip.indexOf(':') < 0
                    ? new ARecord(owner, DClass.IN, TTL, Address.getByAddress(ip))
                    : new AAAARecord(owner, DClass.IN, TTL, Address.getByAddress(ip));
        } catch (UnknownHostException notAnAddress) {
            throw new IllegalArgumentException("not an address: " + ip, notAnAddress);
        }
    }

    private Record soa() {
        return new SOARecord(
                apex,
                DClass.IN,
                TTL,
                name("ns.dns." + zone.domain()),
                name("hostmaster." + zone.domain()),
                System.currentTimeMillis() / 1000,
                7200,
                1800,
                86400,
                TTL);
    }

    private Record ns() {
        return new NSRecord(apex, DClass.IN, TTL, name("ns.dns." + zone.domain()));
    }

    private static String text(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException broken) {
            throw new IllegalArgumentException("not a name: " + text, broken);
        }
    }
}
