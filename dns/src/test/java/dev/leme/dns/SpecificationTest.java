package dev.leme.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.base.time.ManualClock;
import dev.leme.dns.handler.Answers;
import dev.leme.dns.handler.QueryHandler;
import dev.leme.dns.handler.Reply;
import dev.leme.dns.handler.ZoneHandler;
import dev.leme.dns.zone.ReverseNames;
import dev.leme.dns.zone.SpecificationCluster;
import dev.leme.dns.zone.Zone;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * "Kubernetes DNS-Based Service Discovery" 1.1.0, point by point: a row is the section, what it asks for in our words, a question,
 * and the answer: its records' data without their owners, in order, or the code. The cluster is {@code specification.yaml}.
 */
class SpecificationTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    /** The rest of the world has one name. */
    private static final QueryHandler OUTSIDE = query -> {
        if (!query.name().equals("www.example.com")) {
            throw new AssertionError("'" + query.name() + "' went out");
        }
        Message answer = Answers.to(query.message());
        answer.addRecord(a(query.owner(), "192.0.2.53"), Section.ANSWER);
        return new Reply.Waiting(() -> answer);
    };

    private final Responder responder;

    SpecificationTest() throws IOException {
        Zone zone = SpecificationCluster.zone();
        ReverseNames reverse = new ReverseNames(List.of("10.42.0.0/16", "10.43.0.0/16", "fd00:42::/64"));
        responder =
                new Responder(List.of(new ZoneHandler(() -> zone, reverse, OUTSIDE, new ManualClock(NOW)), OUTSIDE));
    }

    private static Record a(Name owner, String ip) {
        try {
            return Record.fromString(owner, Type.A, DClass.IN, 300, ip, Name.root);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @ParameterizedTest(name = "{0} {1}: {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
            2.1   | queries are compared without regard to case       | KUBERNETES.Default.SVC.cluster.LOCAL.                  | A    | 10.43.0.1
            2.1   | an endpoint that does not say so is ready         | 10-42-0-3.headless.default.svc.cluster.local.          | A    | 10.42.0.3
            2.2   | the version of the schema                         | dns-version.cluster.local.                             | TXT  | 1.1.0
            2.3.1 | a Service with an address: A                      | kubernetes.default.svc.cluster.local.                  | A    | 10.43.0.1
            2.3.1 | a Service with an address: AAAA                   | kubernetes.default.svc.cluster.local.                  | AAAA | fd00:43:0:0:0:0:0:1
            2.3.1 | no AAAA where there is no such address, yet a name | web.default.svc.cluster.local.                        | AAAA | NODATA
            2.3.2 | a named port: SRV                                 | _https._tcp.kubernetes.default.svc.cluster.local.      | SRV  | 0 100 443 kubernetes.default.svc.cluster.local.
            2.3.2 | no SRV of a port without a name                   | _._tcp.kubernetes.default.svc.cluster.local.           | SRV  | NXDOMAIN
            2.3.2 | no SRV of another protocol                        | _https._udp.kubernetes.default.svc.cluster.local.      | SRV  | NXDOMAIN
            2.3.3 | the address of a Service: PTR                     | 1.0.43.10.in-addr.arpa.                                | PTR  | kubernetes.default.svc.cluster.local.
            2.3.3 | the same for IPv6                                 | 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.3.4.0.0.0.0.d.f.ip6.arpa. | PTR | kubernetes.default.svc.cluster.local.
            2.4.1 | a headless Service: A of each ready endpoint      | headless.default.svc.cluster.local.                    | A    | 10.42.0.1 10.42.0.2 10.42.0.3 10.42.0.5
            2.4.1 | a headless Service: AAAA of each ready endpoint   | headless.default.svc.cluster.local.                    | AAAA | fd00:42:0:0:0:0:0:1 fd00:42:0:0:0:0:0:2
            2.4.1 | no ready endpoint: no such name                   | nobody.default.svc.cluster.local.                      | A    | NXDOMAIN
            2.4.1 | an endpoint with a hostname, at all its addresses | my-pet.headless.default.svc.cluster.local.             | A    | 10.42.0.1 10.42.0.5
            2.4.1 | the same for IPv6                                 | my-pet.headless.default.svc.cluster.local.             | AAAA | fd00:42:0:0:0:0:0:1
            2.4.1 | an endpoint without one, by the name that we give | 10-42-0-2.headless.default.svc.cluster.local.          | A    | 10.42.0.2
            2.4.1 | an endpoint that is not ready has no name         | unready.headless.default.svc.cluster.local.            | A    | NXDOMAIN
            2.4.2 | an SRV for each endpoint and named port           | _https._tcp.headless.default.svc.cluster.local.        | SRV  | 0 100 8443 10-42-0-2.headless.default.svc.cluster.local. 0 100 8443 10-42-0-3.headless.default.svc.cluster.local. 0 100 8443 fd00-42--2.headless.default.svc.cluster.local. 0 100 8443 my-pet.headless.default.svc.cluster.local.
            2.4.2 | the other protocol                                | _dns._udp.headless.default.svc.cluster.local.          | SRV  | 0 100 53 10-42-0-2.headless.default.svc.cluster.local. 0 100 53 10-42-0-3.headless.default.svc.cluster.local. 0 100 53 my-pet.headless.default.svc.cluster.local.
            2.4.2 | no SRV of a port without a name                   | _._tcp.headless.default.svc.cluster.local.             | SRV  | NXDOMAIN
            2.4.3 | the address of an endpoint with a hostname: PTR   | 1.0.42.10.in-addr.arpa.                                | PTR  | my-pet.headless.default.svc.cluster.local.
            2.4.3 | the address of one without: the name that we give | 2.0.42.10.in-addr.arpa.                                | PTR  | 10-42-0-2.headless.default.svc.cluster.local.
            2.4.3 | no PTR of one that is not ready                   | 4.0.42.10.in-addr.arpa.                                | PTR  | NXDOMAIN
            2.5   | an ExternalName: CNAME, and what it leads to      | foo.default.svc.cluster.local.                         | A    | 192.0.2.53 www.example.com.
            2.5   | the CNAME itself                                  | foo.default.svc.cluster.local.                         | CNAME| www.example.com.
            2.5   | an ExternalName of a name in the cluster          | inner.default.svc.cluster.local.                       | A    | 10.43.0.1 kubernetes.default.svc.cluster.local.
            2.6   | an address spelt as a name                        | 10-42-0-77.default.pod.cluster.local.                  | A    | 10.42.0.77
            2.6   | only numbers between 0 and 255                    | 10-42-0-256.default.pod.cluster.local.                 | A    | NXDOMAIN
            2.6   | the same for IPv6                                 | fd00-42--77.default.pod.cluster.local.                 | AAAA | fd00:42:0:0:0:0:0:77
            -     | CoreDNS: hostname and subdomain with an address   | busybox-1.web.default.svc.cluster.local.               | A    | 10.42.0.7
            -     | CoreDNS: only where the pod has a hostname        | 10-42-0-8.web.default.svc.cluster.local.               | A    | NXDOMAIN
            -     | a namespace is a name that leads to others        | default.svc.cluster.local.                             | A    | NODATA
            -     | no such namespace                                 | nothing.svc.cluster.local.                             | A    | NXDOMAIN
            -     | wildcards are not supported                       | *.default.svc.cluster.local.                           | A    | NXDOMAIN
            -     | wildcards are not supported: any port             | any.any.web.default.svc.cluster.local.                 | SRV  | NXDOMAIN
            -     | an ExternalName that is an address is no alias    | address.default.svc.cluster.local.                     | A    | NXDOMAIN
            -     | an ExternalName that leads to itself              | circle.default.svc.cluster.local.                      | A    | SERVFAIL
            -     | an unknown name of the domain does not leave      | www.example.com.cluster.local.                         | A    | NXDOMAIN
            -     | an unknown address of the cluster does not leave  | 9.9.42.10.in-addr.arpa.                                | PTR  | NXDOMAIN
            -     | a name server                                     | cluster.local.                                         | NS   | kube-dns.kube-system.svc.cluster.local.
            -     | a whole zone is not given away                    | cluster.local.                                         | AXFR | REFUSED
            """)
    void cluster_asked_answersAsSpecified(String section, String point, String name, String type, String expected)
            throws IOException {
        Message answer = ask(name, Type.value(type));
        String data = answer.getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(" "));
        String code = Rcode.string(answer.getRcode());
        String nothing = answer.getRcode() == Rcode.NOERROR ? "NODATA" : code;
        assertEquals(expected, data.isEmpty() ? nothing : data);
        boolean denied = data.isEmpty() && (answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN);
        assertEquals(
                denied ? "cluster.local. SOA " + NOW.getEpochSecond() + " 5" : "",
                answer.getSection(Section.AUTHORITY).stream()
                        .map(SpecificationTest::authority)
                        .collect(Collectors.joining()),
                "a denial has a SOA with a short minimum, and nothing else has");
    }

    private static String authority(Record record) {
        String[] soa = record.rdataToString().split(" ", -1);
        return record.getName() + " " + Type.string(record.getType()) + " " + soa[2] + " " + soa[6];
    }

    private Message ask(String name, int type) throws IOException {
        return switch (responder.respond(query(name, type), false)) {
            case Responder.Outcome.Silence() -> throw new AssertionError("no answer");
            case Responder.Outcome.Packet(ByteBuffer bytes) -> new Message(bytes);
            case Responder.Outcome.Later later -> new Message(later.bytes().get());
        };
    }

    private static byte[] query(String name, int type) throws TextParseException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN))
                .toWire();
    }
}
