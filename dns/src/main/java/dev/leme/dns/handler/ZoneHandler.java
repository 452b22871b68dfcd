package dev.leme.dns.handler;

import dev.leme.base.time.Clock;
import dev.leme.dns.zone.Answer;
import dev.leme.dns.zone.ReverseNames;
import dev.leme.dns.zone.Zone;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Answers for the cluster's domain and for the cluster's addresses; never lets one of these names out. An alias out of the
 * domain is answered with what {@code outside} says of its target.
 */
public final class ZoneHandler implements QueryHandler {

    private static final int LONGEST_CHAIN = 8;
    private static final int REFRESH = 7200;
    private static final int RETRY = 1800;
    private static final int EXPIRE = 86_400;

    private final Supplier<Zone> zones;
    private final ReverseNames reverse;
    private final QueryHandler outside;
    private final Clock clock;

    /** Answers from the zone that {@code zones} has at the moment; {@code reverse} are the names of the cluster's addresses. */
    public ZoneHandler(Supplier<Zone> zones, ReverseNames reverse, QueryHandler outside, Clock clock) {
        this.zones = zones;
        this.reverse = reverse;
        this.outside = outside;
        this.clock = clock;
    }

    @Override
    public @Nullable Reply handle(Query query) {
        Zone zone = zones.get();
        if (!zone.contains(query.name()) && !isOurReverse(zone, query)) {
            return null;
        }
        if (query.isForRecords()) {
            Message answer = Answers.to(query.message());
            answer.getHeader().setFlag(Flags.AA);
            return fill(zone, answer, query, query.owner(), 0);
        }
        return new Reply.Ready(Answers.failure(query.message(), Rcode.REFUSED));
    }

    private boolean isOurReverse(Zone zone, Query query) {
        boolean isReverse =
                query.name().endsWith(".in-addr.arpa") || query.name().endsWith(".ip6.arpa");
        return isReverse && (zone.exists(query.name()) || reverse.contains(query.owner()));
    }

    /** Adds what lies at {@code owner}, following aliases. */
    private Reply fill(Zone zone, Message answer, Query query, Name owner, int steps) {
        String name = Query.text(owner);
        List<Record> records = records(zone, owner, name, query.type());
        records.forEach(record -> answer.addRecord(record, Section.ANSWER));
        if (records.isEmpty()) {
            deny(zone, answer, name);
        } else if (records.getFirst() instanceof CNAMERecord alias && follows(query.type())) {
            return follow(zone, answer, query, alias.getTarget(), steps);
        }
        records.forEach(record -> additional(zone, answer, record));
        return new Reply.Ready(answer);
    }

    private static boolean follows(int type) {
        return type != Type.CNAME && type != Type.ANY;
    }

    private List<Record> records(Zone zone, Name owner, String name, int type) {
        List<Record> records = new ArrayList<>();
        for (Answer one : zone.find(name)) {
            Record record = Records.of(owner, one);
            if (record.getType() == type || type == Type.ANY || record.getType() == Type.CNAME) {
                records.add(record);
            }
        }
        if (name.equals(zone.domain()) && (type == Type.SOA || type == Type.NS)) {
            records.add(type == Type.SOA ? soa(zone) : ns(zone));
        }
        Collections.shuffle(records);
        return records;
    }

    /** A name that isn't there, or has nothing of the kind; as long as not all is known, nobody can tell. */
    private void deny(Zone zone, Message answer, String name) {
        boolean exists = zone.exists(name);
        if (!exists && !zone.isComplete()) {
            answer.getHeader().unsetFlag(Flags.AA);
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return;
        }
        answer.getHeader().setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
        answer.addRecord(soa(zone), Section.AUTHORITY);
    }

    /** The addresses of a port's host come along. */
    private static void additional(Zone zone, Message answer, Record record) {
        if (record instanceof SRVRecord port) {
            for (Answer one : zone.find(Query.text(port.getTarget()))) {
                if (one instanceof Answer.Address) {
                    answer.addRecord(Records.of(port.getTarget(), one), Section.ADDITIONAL);
                }
            }
        }
    }

    private Reply follow(Zone zone, Message answer, Query query, Name target, int steps) {
        if (steps == LONGEST_CHAIN) {
            return new Reply.Ready(Answers.failure(query.message(), Rcode.SERVFAIL));
        }
        if (zone.contains(Query.text(target))) {
            return fill(zone, answer, query, target, steps + 1);
        }
        return switch (outside.handle(query.about(target))) {
            case null -> new Reply.Ready(answer);
            case Reply.Ready(Message found) -> new Reply.Ready(joined(answer, found));
            case Reply.Waiting(Supplier<Message> later) -> new Reply.Waiting(() -> joined(answer, later.get()));
        };
    }

    private static Message joined(Message answer, Message found) {
        found.getSection(Section.ANSWER).forEach(record -> answer.addRecord(record, Section.ANSWER));
        found.getSection(Section.AUTHORITY).forEach(record -> answer.addRecord(record, Section.AUTHORITY));
        answer.getHeader().setRcode(found.getHeader().getRcode());
        return answer;
    }

    private Record soa(Zone zone) {
        return new SOARecord(
                Records.name(zone.domain()),
                DClass.IN,
                Records.TTL,
                nameServer(zone),
                Records.name("hostmaster." + zone.domain()),
                clock.now().getEpochSecond(),
                REFRESH,
                RETRY,
                EXPIRE,
                Records.TTL);
    }

    private static Record ns(Zone zone) {
        return new NSRecord(Records.name(zone.domain()), DClass.IN, Records.TTL, nameServer(zone));
    }

    /** The Service of the name server, as upstream calls it. */
    private static Name nameServer(Zone zone) {
        return Records.name("kube-dns.kube-system.svc." + zone.domain());
    }
}
