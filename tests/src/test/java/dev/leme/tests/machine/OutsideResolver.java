package dev.leme.tests.machine;

import dev.leme.dns.DnsServer;
import dev.leme.dns.handler.Answers;
import dev.leme.dns.handler.Query;
import dev.leme.dns.handler.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A resolver outside the cluster, on the machine's end of the node's link; it remembers what it was asked. */
public final class OutsideResolver implements AutoCloseable {

    private static final int PORT = 53;
    private static final int TTL = 3600;

    private final Map<String, String> records;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final DnsServer server;

    /** @param records {@code A 192.0.2.1} or {@code CNAME other.name.} by name; other names aren't there */
    public OutsideResolver(String address, Map<String, String> records) throws IOException {
        this.records = Map.copyOf(records);
        this.server = new DnsServer(InetAddress.ofLiteral(address), PORT, List.of(this::answer)).start();
    }

    private Reply answer(Query query) {
        asked.add(query.name() + " " + Type.string(query.type()));
        Message answer = Answers.to(query.message());
        if (!records.containsKey(query.name())) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        try {
            chain(answer, query);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
        return new Reply.Ready(answer);
    }

    private void chain(Message answer, Query query) throws IOException {
        Name owner = query.owner();
        for (String found = records.get(query.name()); found != null; found = records.get(Query.text(owner))) {
            boolean alias = found.startsWith("CNAME ");
            if (alias || query.type() == Type.A) {
                String data = found.substring(found.indexOf(' ') + 1);
                int type = alias ? Type.CNAME : Type.A;
                answer.addRecord(Record.fromString(owner, type, DClass.IN, TTL, data, Name.root), Section.ANSWER);
            }
            if (!alias) {
                return;
            }
            owner = Name.fromString(found.substring(found.indexOf(' ') + 1));
        }
    }

    /** What it was asked until now, such as {@code www.example.test A}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.close();
    }
}
