package dev.leme.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the network namespace of a node needs besides the table, so that traffic to Services gets there and back. */
final class Forwarding {

    private static final Path SYSCTLS = Path.of("/proc/sys/net");
    private static final Path BRIDGE_CALLS = SYSCTLS.resolve("bridge/bridge-nf-call-iptables");

    private final ProxySettings settings;

    /** The network of the namespace that the calling thread is in. */
    Forwarding(ProxySettings settings) {
        this.settings = settings;
    }

    /**
     * Sets it up; may be called again and again. Throws {@link IOException} with what failed and why.
     *
     * <p>Packets are forwarded between pods and the rest. Bridged packets pass the rules too: the answer from one pod of a
     * bridge to another would otherwise never come back through the address that was asked. And the service range has a
     * route, since a node without any route refuses its own packets before the rules see them.
     */
    void prepare() throws IOException, InterruptedException {
        Files.writeString(SYSCTLS.resolve("ipv4/ip_forward"), "1");
        if (!Files.exists(BRIDGE_CALLS)) {
            run(List.of("modprobe", "br_netfilter"));
        }
        Files.writeString(BRIDGE_CALLS, "1");
        run(List.of("ip", "link", "set", "lo", "up"));
        run(route("replace"));
    }

    /** Takes the route back; the settings stay, since others may count on them. */
    void remove() throws IOException, InterruptedException {
        if (!run(List.of("ip", "-4", "route", "show", settings.serviceRange(), "dev", "lo"))
                .isEmpty()) {
            run(List.of("ip", "-4", "route", "delete", settings.serviceRange(), "dev", "lo"));
        }
    }

    private List<String> route(String verb) {
        List<String> command =
                new ArrayList<>(List.of("ip", "-4", "route", verb, settings.serviceRange(), "dev", "lo"));
        if (!settings.nodeAddresses().isEmpty()) {
            command.addAll(List.of("src", settings.nodeAddresses().getFirst()));
        }
        return command;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
