package dev.leme.proxy.conntrack;

import dev.leme.api.address.IpAddress;
import dev.leme.proxy.ruleset.Backend;
import dev.leme.proxy.ruleset.Frontend;
import dev.leme.proxy.socket.RawSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kernel's table of flows over netlink (nfnetlink_conntrack.h), in the network namespace of the thread that opens it. */
public final class Conntrack implements AutoCloseable {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_NETFILTER = 12;

    private static final int SUBSYSTEM = 1 << 8;
    private static final int GET = SUBSYSTEM | 1;
    private static final int DELETE = SUBSYSTEM | 2;
    private static final int REQUEST = 0x1;
    private static final int ACKNOWLEDGED = 0x4;
    private static final int DUMP = 0x300;

    private static final int MESSAGE_ERROR = 2;
    private static final int MESSAGE_DONE = 3;
    private static final int HEADER = 16;
    private static final int FAMILY_HEADER = 4;
    private static final int NO_SUCH_ENTRY = -2;

    private static final int TUPLE_ORIGINAL = 1;
    private static final int TUPLE_REPLY = 2;
    private static final int TUPLE_ADDRESSES = 1;
    private static final int TUPLE_PROTOCOL = 2;
    private static final int SOURCE_V4 = 1;
    private static final int DESTINATION_V4 = 2;
    private static final int BETWEEN_FAMILIES = 2;
    private static final int NUMBER = 1;
    private static final int SOURCE_PORT = 2;
    private static final int DESTINATION_PORT = 3;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int UDP = 17;

    private final RawSocket socket;
    private int sequence;

    private Conntrack(RawSocket socket) {
        this.socket = socket;
    }

    /** Throws {@link IOException} where the kernel has no such table. */
    public static Conntrack open() throws IOException {
        return new Conntrack(RawSocket.open(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER));
    }

    /** All flows over UDP of both families. */
    public List<Flow> udp() throws IOException {
        request(GET, REQUEST | DUMP, 0, new byte[0]);
        List<Flow> flows = new ArrayList<>();
        while (true) {
            for (ByteBuffer message : messages(socket.receive())) {
                int type = message.getShort(4);
                if (type == MESSAGE_DONE) {
                    return flows;
                } else if (type == MESSAGE_ERROR) {
                    throw new IOException("the kernel lists no flows: error " + -message.getInt(HEADER));
                }
                flow(message).ifPresent(flows::add);
            }
        }
    }

    /** Forgets a flow; its next packet is the first of another. One that is gone already is fine. */
    public void delete(Flow flow) throws IOException {
        request(DELETE, REQUEST | ACKNOWLEDGED, flow.isV6() ? AF_INET6 : AF_INET, flow.originalBytes());
        ByteBuffer answer = messages(socket.receive()).getFirst();
        int error = answer.getShort(4) == MESSAGE_ERROR ? answer.getInt(HEADER) : 0;
        if (error != 0 && error != NO_SUCH_ENTRY) {
            throw new IOException("the kernel keeps the flow to " + flow.knocked() + ": error " + -error);
        }
    }

    private void request(int type, int flags, int family, byte[] attribute) throws IOException {
        int length = HEADER + FAMILY_HEADER + Attributes.aligned(attribute.length);
        ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        message.putInt(length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(++sequence)
                .putInt(0);
        message.put((byte) family).put((byte) 0).putShort((short) 0).put(attribute);
        socket.send(message.array(), new byte[0]);
    }

    private static List<ByteBuffer> messages(byte[] received) {
        ByteBuffer all = ByteBuffer.wrap(received).order(ByteOrder.nativeOrder());
        List<ByteBuffer> messages = new ArrayList<>();
        int position = 0;
        while (position + HEADER <= received.length) {
            int length = all.getInt(position);
            messages.add(all.slice(position, length).order(ByteOrder.nativeOrder()));
            position += Attributes.aligned(length);
        }
        return messages;
    }

    private static Optional<Flow> flow(ByteBuffer message) {
        Attributes attributes = new Attributes(message.position(HEADER + FAMILY_HEADER));
        Attributes original = attributes.nested(TUPLE_ORIGINAL);
        Attributes protocol = original.nested(TUPLE_PROTOCOL);
        ByteBuffer number = protocol.content(NUMBER);
        ByteBuffer whole = attributes.whole(TUPLE_ORIGINAL);
        if (number == null || whole == null || number.get(0) != UDP) {
            return Optional.empty();
        }
        Attributes reply = attributes.nested(TUPLE_REPLY);
        Frontend knocked = new Frontend(
                address(original.nested(TUPLE_ADDRESSES), DESTINATION_V4),
                "udp",
                port(protocol.content(DESTINATION_PORT)));
        Backend answering = new Backend(
                address(reply.nested(TUPLE_ADDRESSES), SOURCE_V4),
                port(reply.nested(TUPLE_PROTOCOL).content(SOURCE_PORT)));
        byte[] bytes = new byte[whole.remaining()];
        whole.get(0, bytes);
        return Optional.of(new Flow(knocked, answering, HexFormat.of().formatHex(bytes)));
    }

    /** @param type IPv4's; IPv6's is two above */
    private static String address(Attributes addresses, int type) {
        ByteBuffer v4 = addresses.content(type);
        ByteBuffer bytes = v4 == null ? addresses.content(type + BETWEEN_FAMILIES) : v4;
        if (bytes == null) {
            return "";
        }
        byte[] raw = new byte[bytes.remaining()];
        bytes.get(0, raw);
        try {
            return IpAddress.parse(InetAddress.getByAddress(raw).getHostAddress())
                    .map(IpAddress::toString)
                    .orElse("");
        } catch (UnknownHostException odd) {
            return "";
        }
    }

    /** In the network's order. */
    private static int port(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? 0
                : Short.toUnsignedInt(
                        bytes.duplicate().order(ByteOrder.BIG_ENDIAN).getShort(0));
    }

    @Override
    public void close() {
        socket.close();
    }
}
