package dev.leme.node.runtime.cri;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Connects to the runtime's streaming server. */
@FunctionalInterface
public interface StreamDialer {
    /** From the namespace that this process is in. */
    StreamDialer DIRECT = (host, port) -> new Socket(InetAddress.getByName(host), port);

    Socket connect(String host, int port) throws IOException;
}
