package dev.leme.proxy;

import dev.leme.proxy.nft.Nftables;
import dev.leme.proxy.nft.NftablesException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Session affinity across a replaced table: the clients that the kernel remembers, so that the new sets know them too. */
final class KnownClients {

    private static final Pattern ELEMENT = Pattern.compile("([0-9a-f.:]+) (?:timeout \\S+ )?(expires \\w+)");

    private KnownClients() {}

    /** Commands that put into each of these sets what the kernel's set of that name has now. */
    static String commands(Nftables nftables, String table, Collection<String> sets) {
        StringBuilder commands = new StringBuilder();
        for (String set : sets) {
            List<String> clients = clients(nftables, table, set);
            if (!clients.isEmpty()) {
                commands.append("add element ").append(table).append(' ').append(set);
                commands.append(" { ").append(String.join(", ", clients)).append(" }\n");
            }
        }
        return commands.toString();
    }

    private static List<String> clients(Nftables nftables, String table, String set) {
        List<String> clients = new ArrayList<>();
        try {
            ELEMENT.matcher(nftables.run("list set " + table + " " + set))
                    .results()
                    .forEach(match -> clients.add(match.group(1) + " " + match.group(2)));
        } catch (NftablesException none) {
            return List.of();
        }
        return clients;
    }
}
