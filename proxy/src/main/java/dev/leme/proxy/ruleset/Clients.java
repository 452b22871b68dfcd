package dev.leme.proxy.ruleset;

/**
 * A set that remembers clients.
 *
 * @param family of their addresses
 * @param seconds how long after its last packet a client is remembered
 */
public record Clients(Family family, int seconds) {

    /** The set's definition. */
    String type() {
        return "type " + family.type() + "; flags dynamic,timeout; timeout " + seconds + "s;";
    }
}
