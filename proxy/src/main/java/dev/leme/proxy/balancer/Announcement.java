package dev.leme.proxy.balancer;

import dev.leme.proxy.socket.RawSocket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Tells everyone on a network at once who has an address now: gratuitous ARP (RFC 5944, section 4.6). */
final class Announcement {

    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM = 2;
    private static final int ARP = 0x0806;
    private static final int IPV4 = 0x0800;
    private static final int ETHERNET = 1;
    private static final int REQUEST = 1;
    private static final int HARDWARE_BYTES = 6;

    private Announcement() {}

    /** IPv6 has its own way, which the kernel goes by itself. */
    static void send(NetworkInterface device, InetAddress address) throws IOException {
        byte[] hardware = device.getHardwareAddress();
        if (address instanceof Inet6Address || hardware == null || hardware.length != HARDWARE_BYTES) {
            return;
        }
        try (RawSocket socket = RawSocket.open(AF_PACKET, SOCK_DGRAM, Short.reverseBytes((short) ARP))) {
            socket.send(message(hardware, address.getAddress()), everyone(device.getIndex()));
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
    private static byte[] everyone(int index) {
        byte[] broadcast = new byte[8];
        Arrays.fill(broadcast, 0, HARDWARE_BYTES, (byte) 0xFF);
        ByteBuffer address = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
        address.putShort((short) AF_PACKET).putShort(Short.reverseBytes((short) ARP));
        address.putInt(index).putShort((short) 0).put((byte) 0).put((byte) HARDWARE_BYTES);
        return address.put(broadcast).array();
    }
}
