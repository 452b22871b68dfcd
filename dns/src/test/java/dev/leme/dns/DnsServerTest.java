package dev.leme.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.dns.handler.ForwardHandler;
import dev.leme.dns.handler.ZoneHandler;
import dev.leme.dns.zone.Answer;
import dev.leme.dns.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

class DnsServerTest {

    private final Zone zone = new Zone("cluster.local");
    private DnsServer server;

    @BeforeEach
    void start() throws IOException {
        ForwardHandler nobody = new ForwardHandler(List.of());
        server = new DnsServer(InetAddress.getLoopbackAddress(), 0, List.of(new ZoneHandler(zone, nobody), nobody))
                .start();
        zone.replace(
                "default/nginx",
                Map.of(
                        "nginx.default.svc.cluster.local",
                        Set.of(new Answer.Address("10.42.0.2"), new Answer.Address("10.42.0.3")),
                        "nginx-0.nginx.default.svc.cluster.local",
                        Set.of(new Answer.Address("10.42.0.2")),
                        "_web._tcp.nginx.default.svc.cluster.local",
                        Set.of(new Answer.Port(80, "nginx-0.nginx.default.svc.cluster.local")),
                        "2.0.42.10.in-addr.arpa",
                        Set.of(new Answer.Pointer("nginx-0.nginx.default.svc.cluster.local"))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Message ask(String name, int type, boolean tcp) throws IOException {
        SimpleResolver resolver = new SimpleResolver(InetAddress.getLoopbackAddress());
        resolver.setPort(server.port());
        resolver.setTCP(tcp);
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
    }

    private static Set<String> data(Message answer) {
        Set<String> data = new TreeSet<>();
        answer.getSection(Section.ANSWER).forEach(record -> data.add(record.rdataToString()));
        return data;
    }

    @Test
    void headlessService_asked_givesAllAddressesOverUdpAndTcp() throws IOException {
        Set<String> both = Set.of("10.42.0.2", "10.42.0.3");
        assertEquals(both, data(ask("nginx.default.svc.cluster.local.", Type.A, false)));
        assertEquals(both, data(ask("NGINX.default.svc.cluster.local.", Type.A, true)));
    }

    @Test
    void podOfService_asked_givesItsAddress() throws IOException {
        assertEquals(Set.of("10.42.0.2"), data(ask("nginx-0.nginx.default.svc.cluster.local.", Type.A, false)));
    }

    @Test
    void namedPort_asked_givesPortHostAndItsAddress() throws IOException {
        Message answer = ask("_web._tcp.nginx.default.svc.cluster.local.", Type.SRV, false);
        assertEquals(Set.of("0 100 80 nginx-0.nginx.default.svc.cluster.local."), data(answer));
        assertEquals(
                "10.42.0.2", answer.getSection(Section.ADDITIONAL).getFirst().rdataToString());
    }

    @Test
    void address_asked_givesItsName() throws IOException {
        assertEquals(
                Set.of("nginx-0.nginx.default.svc.cluster.local."),
                data(ask("2.0.42.10.in-addr.arpa.", Type.PTR, false)));
    }

    @Test
    void podAddressName_asked_isTheAddressItSpells() throws IOException {
        assertEquals(Set.of("10.42.0.9"), data(ask("10-42-0-9.default.pod.cluster.local.", Type.A, false)));
        assertEquals(
                Rcode.NXDOMAIN,
                ask("10-42-0-999.default.pod.cluster.local.", Type.A, false).getRcode());
    }

    @Test
    void unknownName_asked_isDeniedHereWithAShortSoa() throws IOException {
        Message answer = ask("nobody.default.svc.cluster.local.", Type.A, false);
        assertEquals(Rcode.NXDOMAIN, answer.getRcode());
        assertEquals(Type.SOA, answer.getSection(Section.AUTHORITY).getFirst().getType());
    }

    @Test
    void nameThatOnlyLeadsToOthers_asked_existsWithoutData() throws IOException {
        Message answer = ask("default.svc.cluster.local.", Type.A, false);
        assertEquals(Rcode.NOERROR, answer.getRcode());
        assertTrue(answer.getSection(Section.ANSWER).isEmpty());
        assertEquals(
                Rcode.NOERROR,
                ask("nginx.default.svc.cluster.local.", Type.AAAA, false).getRcode());
    }

    @Test
    void removedService_asked_isGoneAtOnceWithAllItsNames() throws IOException {
        zone.replace("default/nginx", Map.of());
        assertEquals(
                Rcode.NXDOMAIN,
                ask("nginx.default.svc.cluster.local.", Type.A, false).getRcode());
        assertFalse(zone.exists("default.svc.cluster.local"));
        assertTrue(zone.exists("svc.cluster.local"));
    }

    @Test
    void nameOfOthers_withoutResolvers_failsAtOnce() throws IOException {
        assertEquals(Rcode.SERVFAIL, ask("example.org.", Type.A, false).getRcode());
    }
}
