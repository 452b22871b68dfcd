package dev.leme.node.probes;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;

/** How a failed connection is told in events, as people know it from Kubernetes. */
final class Dial {
    private Dial() {}

    static String describe(String host, int port, IOException failure) {
        String peer = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        String why = switch (failure) {
            case SocketTimeoutException late -> "i/o timeout";
            case NoRouteToHostException unreachable -> "connect: no route to host";
            case UnknownHostException unknown -> "lookup " + host + ": no such host";
            case ConnectException refused -> "connect: " + lower(refused);
            default -> lower(failure);
        };
        return "dial tcp " + peer + ": " + why;
    }

    private static String lower(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    }
}
