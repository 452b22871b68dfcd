package dev.leme.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.base.time.Clock;
import dev.leme.dns.handler.ZoneHandler;
import dev.leme.dns.zone.Answer;
import dev.leme.dns.zone.ReverseNames;
import dev.leme.dns.zone.Zone;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The wire: real packets over loopback. What the names mean is {@link SpecificationTest}'s. */
class DnsServerTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int MANY = 300;
    private static final int UDP_TRIES = 20;
    private static final int PATIENCE_MILLIS = 60_000;

    private volatile Zone zone = Zone.of("cluster.local")
            .with("default/nginx", Map.of("nginx.default.svc.cluster.local", addresses(2)))
            .with("default/many", Map.of("many.default.svc.cluster.local", addresses(MANY)))
            .completed();
    private DnsServer server;

    private static Set<Answer> addresses(int count) {
        Set<Answer> addresses = new LinkedHashSet<>();
        for (int i = 1; i <= count; i++) {
            addresses.add(new Answer.Address("10.42." + i / 256 + "." + i % 256));
        }
        return addresses;
    }

    @BeforeEach
    void start() throws IOException {
        ZoneHandler handler = new ZoneHandler(() -> zone, new ReverseNames(List.of()), query -> null, Clock.system());
        server = new DnsServer(LOOPBACK, 0, List.of(handler)).start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    }

    /** Asks again when nothing comes: a packet is lost where the server's buffer is full. */
    private byte[] overUdp(byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS / UDP_TRIES);
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            for (int i = 0; i < UDP_TRIES; i++) {
                socket.send(new DatagramPacket(query, query.length, LOOPBACK, server.port()));
                if (hasAnswer(socket, answer)) {
                    return Arrays.copyOf(answer.getData(), answer.getLength());
                }
            }
            throw new SocketTimeoutException("no answer");
        }
    }

    private static boolean hasAnswer(DatagramSocket socket, DatagramPacket answer) throws IOException {
        try {
            socket.receive(answer);
            return true;
        } catch (SocketTimeoutException lost) {
            return false;
        }
    }

    private Message overUdp(Message query) throws IOException {
        return new Message(overUdp(query.toWire()));
    }

    private Message overUdp(Message query, int room) throws IOException {
        query.addRecord(new OPTRecord(room, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        return overUdp(query);
    }

    @Test
    void name_askedInMixedCase_comesBackAsItWasWritten() throws IOException {
        byte[] answer =
                overUdp(query("nGiNx.DeFaUlT.svc.cluster.LOCAL.", Type.A).toWire());
        Message parsed = new Message(answer);
        assertEquals(
                "nGiNx.DeFaUlT.svc.cluster.LOCAL.",
                parsed.getQuestion().getName().toString());
        parsed.getSection(Section.ANSWER)
                .forEach(record -> assertEquals(
                        "nGiNx.DeFaUlT.svc.cluster.LOCAL.", record.getName().toString()));
        assertEquals(2, parsed.getSection(Section.ANSWER).size());
        assertTrue(parsed.getHeader().getFlag(Flags.AA));
        assertTrue(parsed.getHeader().getFlag(Flags.RD), "RD is told back");
    }

    @Test
    void queriesOverTcp_severalOnOneConnection_areAllAnswered() throws IOException {
        try (Socket socket = new Socket(LOOPBACK, server.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(both);
            for (String name : List.of("many", "nginx")) {
                byte[] query =
                        query(name + ".default.svc.cluster.local.", Type.A).toWire();
                out.writeShort(query.length);
                out.write(query);
            }
            socket.getOutputStream().write(both.toByteArray());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            assertEquals(MANY, read(in).getSection(Section.ANSWER).size());
            assertEquals(2, read(in).getSection(Section.ANSWER).size());
        }
    }

    private static Message read(DataInputStream in) throws IOException {
        byte[] answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        return new Message(answer);
    }

    @Test
    void manyAddresses_overUdp_areCutToTheRoomWithTc() throws IOException {
        Message plain = overUdp(query("many.default.svc.cluster.local.", Type.A));
        assertTrue(plain.getHeader().getFlag(Flags.TC));
        assertTrue(plain.numBytes() <= 512 && plain.numBytes() > 480, "fills the room: " + plain.numBytes());
        assertFalse(plain.getSection(Section.ANSWER).isEmpty(), "who can't do TCP has some addresses");

        Message wider = overUdp(query("many.default.svc.cluster.local.", Type.A), 4096);
        assertTrue(wider.getHeader().getFlag(Flags.TC));
        assertTrue(wider.numBytes() <= 1232 && wider.numBytes() > 1200, "no fragments: " + wider.numBytes());
        assertEquals(0, wider.getOPT().getVersion());
        assertEquals(ExtendedFlags.DO, wider.getOPT().getFlags(), "DO is told back");

        Message narrow = overUdp(query("many.default.svc.cluster.local.", Type.A), 100);
        assertTrue(narrow.numBytes() <= 512 && narrow.numBytes() > 480, "less than 512 means 512");
    }

    @Test
    void asker_withoutEdns_isAnsweredWithoutIt() throws IOException {
        assertNull(overUdp(query("nginx.default.svc.cluster.local.", Type.A)).getOPT());
    }

    @Test
    void asker_withALaterEdns_isToldWhichThereIs() throws IOException {
        Message query = query("nginx.default.svc.cluster.local.", Type.A);
        query.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        Message answer = overUdp(query);
        assertEquals(Rcode.BADVERS, answer.getRcode());
        assertEquals(0, answer.getOPT().getVersion());
    }

    @Test
    void otherOperations_classesAndNames_areRefusedEachInItsWay() throws IOException {
        Message notify = query("cluster.local.", Type.SOA);
        notify.getHeader().setOpcode(Opcode.NOTIFY);
        assertEquals(Rcode.NOTIMP, overUdp(notify).getRcode());
        Record version = Record.newRecord(Name.fromString("version.bind."), Type.TXT, DClass.CH);
        assertEquals(Rcode.REFUSED, overUdp(Message.newQuery(version)).getRcode());
        assertEquals(
                Rcode.REFUSED, overUdp(query("example.org.", Type.A)).getRcode(), "nobody here knows names of others");
    }

    @Test
    void brokenPackets_getFormerrOrSilence_andNothingElseSuffers() throws IOException {
        byte[] good = query("nginx.default.svc.cluster.local.", Type.A).toWire();
        byte[] cut = Arrays.copyOf(good, good.length - 3);
        byte[] twoQuestions = good.clone();
        twoQuestions[5] = 2;
        byte[] noQuestion = Arrays.copyOf(good, 12);
        noQuestion[5] = 0;
        byte[] pointerToItself = good.clone();
        pointerToItself[12] = (byte) 0xc0;
        pointerToItself[13] = 12;
        for (byte[] broken : List.of(cut, twoQuestions, noQuestion, pointerToItself)) {
            byte[] answer = overUdp(broken);
            assertEquals(Rcode.FORMERR, answer[3] & 0xf, Arrays.toString(broken));
            assertEquals(good[0], answer[0]);
            assertEquals(good[1], answer[1]);
        }
        throwRubbish(good);
        assertEquals(
                2,
                overUdp(query("nginx.default.svc.cluster.local.", Type.A))
                        .getSection(Section.ANSWER)
                        .size());
    }

    /** Bytes of chance, answers to nothing, and good queries with bytes of chance in them. */
    private void throwRubbish(byte[] good) throws IOException {
        Random random = new Random(7);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 500; i++) {
                byte[] rubbish = good.clone();
                if (i % 2 == 0) {
                    rubbish = new byte[random.nextInt(80)];
                    random.nextBytes(rubbish);
                } else {
                    rubbish[random.nextInt(rubbish.length)] = (byte) random.nextInt();
                }
                socket.send(new DatagramPacket(rubbish, rubbish.length, LOOPBACK, server.port()));
            }
        }
    }

    @Test
    void unknownName_beforeAllServicesAreKnown_isNotDenied() throws IOException {
        zone = Zone.of("cluster.local");
        assertEquals(
                Rcode.SERVFAIL,
                overUdp(query("nginx.default.svc.cluster.local.", Type.A)).getRcode());
        zone = zone.completed();
        assertEquals(
                Rcode.NXDOMAIN,
                overUdp(query("nginx.default.svc.cluster.local.", Type.A)).getRcode());
    }

    @Test
    void removedService_asked_isGoneAtOnceWithAllItsNames() throws IOException {
        zone = zone.with("default/nginx", Map.of()).with("default/many", Map.of());
        assertEquals(
                Rcode.NXDOMAIN,
                overUdp(query("nginx.default.svc.cluster.local.", Type.A)).getRcode());
        assertFalse(zone.exists("default.svc.cluster.local"));
        assertTrue(zone.exists("svc.cluster.local"));
    }
}
