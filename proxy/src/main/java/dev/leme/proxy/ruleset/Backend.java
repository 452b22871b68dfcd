package dev.leme.proxy.ruleset;

/**
 * Who answers: one port of one endpoint.
 *
 * @param address in canonical text
 * @param port 1 to 65535
 */
public record Backend(String address, int port) {

    /** As nft writes it as a value in a map. */
    @Override
    public String toString() {
        return address + " . " + port;
    }
}
