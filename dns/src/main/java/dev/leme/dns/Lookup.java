package dev.leme.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Asks a DNS server as a pod would, for those who want to know what pods are told. */
public final class Lookup {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int[] TYPES = {Type.A, Type.AAAA};

    private Lookup() {}

    /** The addresses of a whole name, and aliases on the way to them; none where it has none or nobody answers. */
    public static List<String> addresses(InetSocketAddress server, String name) {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(PATIENCE);
        List<String> found = new ArrayList<>();
        for (int type : TYPES) {
            for (Record record : ask(resolver, name, type)) {
                String data = record.rdataToString();
                if (!found.contains(data)) {
                    found.add(data);
                }
            }
        }
        return found;
    }

    private static List<Record> ask(SimpleResolver resolver, String name, int type) {
        try {
            Name owner = Name.fromString(name, Name.root);
            Message answer = resolver.send(Message.newQuery(Record.newRecord(owner, type, DClass.IN)));
            return answer.getSection(Section.ANSWER);
        } catch (IOException nobodyOrNoName) {
            return List.of();
        }
    }
}
