package dev.leme.proxy;

import dev.leme.proxy.socket.RawSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The first packet of an association of SCTP (RFC 9260), by hand: not every kernel has that protocol's sockets. */
final class SctpPacket {

    private static final int AF_INET = 2;
    private static final int SOCK_RAW = 3;
    private static final int SCTP = 132;

    private SctpPacket() {}

    static void sendInit(TestNetwork network, String from, String address, int port) {
        try {
            network.at(from).call(() -> {
                try (RawSocket socket = RawSocket.open(AF_INET, SOCK_RAW, SCTP)) {
                    socket.send(init(port), target(address));
                    return true;
                }
            });
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static byte[] init(int port) {
        ByteBuffer packet = ByteBuffer.allocate(32);
        packet.putShort((short) 4711).putShort((short) port).putInt(0).putInt(0);
        packet.put((byte) 1).put((byte) 0).putShort((short) 20);
        packet.putInt(0x12345678)
                .putInt(65_536)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(1);
        CRC32C checksum = new CRC32C();
        checksum.update(packet.array());
        packet.order(ByteOrder.LITTLE_ENDIAN).putInt(8, (int) checksum.getValue());
        return packet.array();
    }

    /** A sockaddr_in. */
    private static byte[] target(String address) {
        ByteBuffer target = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        target.putShort((short) AF_INET)
                .putShort((short) 0)
                .put(InetAddress.ofLiteral(address).getAddress());
        return target.array();
    }
}
