package dev.leme.proxy.ruleset;

/** Asks the kernel for the rule of one address, protocol and port of a Service, without listing those of all others. */
public final class ServiceRule {

    private ServiceRule() {}

    /**
     * The command in nft's language; what it prints has the element with its verdict. It is refused with "No such file or
     * directory" where there is none.
     *
     * @param table of family {@code inet}
     * @param protocol in lower case
     */
    public static String query(String table, String address, String protocol, int port) {
        Family family = Family.of(address);
        return "get element inet " + table + " " + family.named(RulesetText.SERVICES) + " { " + address + " . "
                + protocol + " . " + port + " }";
    }
}
