package dev.leme.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.TreeSet;

/**
 * A client that asks an address, and who answers whom.
 *
 * @param from the address of the namespace that asks
 * @param udp else TCP
 * @param answers {@code server<client}, in any order; or {@code refused}, or {@code silence}
 */
record Probe(String from, boolean udp, String address, int port, Set<String> answers) {

    private static final int TRIES_FOR_CHANCE = 40;
    private static final int TRIES_TO_BE_TOLD = 15;

    static Probe tcp(String from, String address, int port, String... answers) {
        return new Probe(from, false, address, port, Set.of(answers));
    }

    static Probe udp(String from, String address, int port, String... answers) {
        return new Probe(from, true, address, port, Set.of(answers));
    }

    /** Where several may answer it is asked often enough that each will; else a few times. */
    void run(TestNetwork network) throws Exception {
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < tries(); i++) {
            seen.add(isToldUnreachable() ? askUntilTold(network) : ask(network));
        }
        assertEquals(new TreeSet<>(answers), seen, toString());
    }

    private int tries() {
        if (answers.size() > 1) {
            return TRIES_FOR_CHANCE;
        }
        return answers.contains("silence") || isToldUnreachable() ? 1 : 6;
    }

    private boolean isToldUnreachable() {
        return udp && answers.contains("refused");
    }

    /** The kernel limits how often it says that a port is unreachable, to about once a second. */
    private String askUntilTold(TestNetwork network) throws Exception {
        String answer = ask(network);
        for (int i = 1; i < TRIES_TO_BE_TOLD && answer.equals("silence"); i++) {
            answer = ask(network);
        }
        return answer;
    }

    private String ask(TestNetwork network) throws Exception {
        int patience = answers.contains("silence") || isToldUnreachable()
                ? EchoServer.IMPATIENCE_MILLIS
                : EchoServer.PATIENCE_MILLIS;
        try {
            return udp
                    ? EchoServer.udp(network, from, address, port, patience)
                    : EchoServer.tcp(network, from, address, port, patience);
        } catch (SocketTimeoutException silent) {
            return "silence";
        } catch (ConnectException | PortUnreachableException refused) {
            return "refused";
        } catch (IOException other) {
            // What Linux tells the sender whose own packet the output hook refused.
            return String.valueOf(other.getMessage()).contains("not permitted") ? "refused" : other.toString();
        }
    }
}
