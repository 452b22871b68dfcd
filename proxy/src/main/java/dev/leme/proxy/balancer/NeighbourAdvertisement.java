package dev.leme.proxy.balancer;

import java.nio.ByteBuffer;

/**
 * The packet by which a node says unasked that an IPv6 address is to be found at its hardware address from now on: an
 * unsolicited neighbour advertisement to all nodes of the link (RFC 4861, sections 4.4 and 7.2.6).
 */
final class NeighbourAdvertisement {

    private static final int VERSION = 0x6000_0000;
    private static final int ICMP = 58;
    /** A packet that has passed a router has less, and is not believed. */
    private static final int MOST_HOPS = 255;

    private static final int TYPE = 136 << 24;
    /** What its readers hold of the address is to be replaced. */
    private static final int OVERRIDE = 0x2000_0000;

    private static final byte HARDWARE_OPTION = 2;
    private static final int ALL_NODES_GROUP = 0xFF02;
    private static final int ADDRESS_BYTES = 16;
    private static final int HEADER_BYTES = 40;
    private static final int BODY_BYTES = 32;
    private static final int CHECKSUM_AT = HEADER_BYTES + 2;

    private NeighbourAdvertisement() {}

    /** From the header of IPv6 on. */
    static byte[] packet(byte[] hardware, byte[] address) {
        ByteBuffer packet = ByteBuffer.allocate(HEADER_BYTES + BODY_BYTES);
        packet.putInt(VERSION).putShort((short) BODY_BYTES).put((byte) ICMP).put((byte) MOST_HOPS);
        packet.put(address).put(allNodes());
        packet.putInt(TYPE).putInt(OVERRIDE).put(address);
        packet.put(HARDWARE_OPTION).put((byte) 1).put(hardware);
        return packet.putShort(CHECKSUM_AT, checksum(packet)).array();
    }

    private static byte[] allNodes() {
        return ByteBuffer.allocate(ADDRESS_BYTES)
                .putShort((short) ALL_NODES_GROUP)
                .put(ADDRESS_BYTES - 1, (byte) 1)
                .array();
    }

    /** Over both addresses, the length, the protocol and the body (RFC 8200, section 8.1). */
    private static short checksum(ByteBuffer packet) {
        int sum = BODY_BYTES + ICMP;
        for (int at = HEADER_BYTES - 2 * ADDRESS_BYTES; at < packet.capacity(); at += 2) {
            sum += Short.toUnsignedInt(packet.getShort(at));
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
