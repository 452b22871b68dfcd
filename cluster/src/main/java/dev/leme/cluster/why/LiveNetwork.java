package dev.leme.cluster.why;

import dev.leme.api.address.IpAddress;
import dev.leme.dns.Lookup;
import dev.leme.proxy.nft.Nftables;
import dev.leme.proxy.nft.NftablesException;
import dev.leme.proxy.ruleset.ServiceRule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The network that this process is in: its DNS server, the kernel's rules, and the pods' sockets. */
public final class LiveNetwork implements Facts.Network {

    private static final int PATIENCE_MILLIS = 2000;

    private final InetSocketAddress nameServer;
    private final String table;

    /** Asks this name server; the rules are in this table of family {@code inet}. */
    public LiveNetwork(InetSocketAddress nameServer, String table) {
        this.nameServer = nameServer;
        this.table = table;
    }

    @Override
    public List<String> resolve(String name) {
        return Lookup.addresses(nameServer, name).stream()
                .map(address ->
                        IpAddress.parse(address).map(IpAddress::toString).orElse(address))
                .toList();
    }

    @Override
    public Optional<String> rule(String address, String protocol, int port) throws IOException {
        try (Nftables nftables = Nftables.open()) {
            String rule = nftables.run(ServiceRule.query(table, address, protocol, port));
            return find(rule, address, protocol, port);
        } catch (NftablesException refused) {
            String why = String.valueOf(refused.getMessage());
            if (why.contains("No such file or directory")) {
                return Optional.empty();
            }
            throw new IOException(why, refused);
        }
    }

    /** The element whose key is this address, protocol and port, in what nft prints of maps. */
    static Optional<String> find(String rules, String address, String protocol, int port) {
        Matcher element = Pattern.compile(
                        "(?<![0-9a-f.:])" + Pattern.quote(address + " . " + protocol + " . " + port) + " : ([^,}\\n]+)")
                .matcher(rules);
        return element.find() ? Optional.of(element.group(1).strip()) : Optional.empty();
    }

    @Override
    public String connect(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), PATIENCE_MILLIS);
            return "";
        } catch (IOException | IllegalArgumentException failure) {
            String message = failure.getMessage();
            return message == null ? failure.getClass().getSimpleName() : message;
        }
    }
}
