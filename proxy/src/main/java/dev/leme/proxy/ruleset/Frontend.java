package dev.leme.proxy.ruleset;

/**
 * Where a client knocks: one port of one address of a Service.
 *
 * @param address in canonical text
 * @param protocol {@code tcp}, {@code udp} or {@code sctp}
 * @param port 1 to 65535
 */
public record Frontend(String address, String protocol, int port) {

    Family family() {
        return Family.of(address);
    }

    /** As nft writes it as the key of a map. */
    @Override
    public String toString() {
        return address + " . " + protocol + " . " + port;
    }
}
