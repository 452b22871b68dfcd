package dev.leme.proxy.balancer;

import dev.leme.proxy.socket.RawSocket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * Tells everyone on a network at once who has an address now: gratuitous ARP (RFC 5944, section 4.6), and its like of IPv6
 * ({@link NeighbourAdvertisement}).
 */
final class Announcement {

    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM = 2;
    private static final int ARP = 0x0806;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int ETHERNET = 1;
    private static final int REQUEST = 1;
    private static final int HARDWARE_BYTES = 6;
    private static final byte[] EVERYONE = HexFormat.of().parseHex("ffffffffffff");
    /** Where packets to all nodes of IPv6 go (RFC 2464, section 7). */
    private static final byte[] ALL_NODES = HexFormat.of().parseHex("333300000001");

    private Announcement() {}

    static void send(NetworkInterface device, InetAddress address) throws IOException {
        byte[] hardware = device.getHardwareAddress();
        if (hardware == null || hardware.length != HARDWARE_BYTES) {
            return;
        }
        if (address instanceof Inet6Address) {
            byte[] packet = NeighbourAdvertisement.packet(hardware, address.getAddress());
            send(packet, IPV6, device.getIndex(), ALL_NODES);
        } else {
            send(message(hardware, address.getAddress()), ARP, device.getIndex(), EVERYONE);
        }
    }

    /** A socket of protocol 0 receives nothing. */
    private static void send(byte[] message, int protocol, int device, byte[] to) throws IOException {
        try (RawSocket socket = RawSocket.open(AF_PACKET, SOCK_DGRAM, 0)) {
            socket.send(message, address(protocol, device, to));
        }
    }

    static byte[] message(byte[] hardware, byte[] address) {
        byte[] nobody = new byte[HARDWARE_BYTES];
        return ByteBuffer.allocate(28)
                .putShort((short) ETHERNET)
                .putShort((short) IPV4)
                .put((byte) HARDWARE_BYTES)
                .put((byte) address.length)
                .putShort((short) REQUEST)
                .put(hardware)
                .put(address)
                .put(nobody)
                .put(address)
                .array();
    }

    /** A sockaddr_ll. */
    private static byte[] address(int protocol, int device, byte[] to) {
        ByteBuffer address = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
        address.putShort((short) AF_PACKET).putShort(Short.reverseBytes((short) protocol));
        address.putInt(device).putShort((short) 0).put((byte) 0).put((byte) HARDWARE_BYTES);
        return address.put(to).array();
    }
}
