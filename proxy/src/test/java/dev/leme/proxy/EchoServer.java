package dev.leme.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Answers over TCP and UDP on one port with {@code its address<client's address}. */
final class EchoServer implements AutoCloseable {

    /** Costs nothing where there is an answer, however loaded the machine. */
    static final int PATIENCE_MILLIS = 30_000;

    /** For those that expect none. */
    static final int IMPATIENCE_MILLIS = 2_000;

    private final String address;
    private final ServerSocket tcp;
    private final DatagramSocket udp;

    EchoServer(TestNetwork network, String address, int port) throws Exception {
        this.address = address;
        tcp = network.at(address).call(() -> new ServerSocket(port));
        udp = network.at(address).call(() -> new DatagramSocket(port));
        Thread.ofPlatform().daemon().start(this::serveTcp);
        Thread.ofPlatform().daemon().start(this::serveUdp);
    }

    private byte[] answer(String client) {
        return (address + "<" + client).getBytes(StandardCharsets.UTF_8);
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket client = tcp.accept()) {
                client.getOutputStream().write(answer(client.getInetAddress().getHostAddress()));
            } catch (SocketException gone) {
                Thread.onSpinWait();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private void serveUdp() {
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[16], 16);
                udp.receive(packet);
                packet.setData(answer(packet.getAddress().getHostAddress()));
                udp.send(packet);
            } catch (SocketException gone) {
                Thread.onSpinWait();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /** Asks over TCP from the namespace of {@code from}. */
    static String tcp(TestNetwork network, String from, String address, int port) throws Exception {
        return tcp(network, from, address, port, PATIENCE_MILLIS);
    }

    static String tcp(TestNetwork network, String from, String address, int port, int patienceMillis) throws Exception {
        return network.at(from).call(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), patienceMillis);
                socket.setSoTimeout(patienceMillis);
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        });
    }

    /** Asks over UDP from the namespace of {@code from}. */
    static String udp(TestNetwork network, String from, String address, int port) throws Exception {
        return udp(network, from, address, port, PATIENCE_MILLIS);
    }

    static String udp(TestNetwork network, String from, String address, int port, int patienceMillis) throws Exception {
        return network.at(from).call(() -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(new InetSocketAddress(address, port));
                socket.setSoTimeout(patienceMillis);
                return ask(socket);
            }
        });
    }

    /** A client in the namespace of {@code from} that keeps its port, and so is one flow. */
    static DatagramSocket flow(TestNetwork network, String from, String address, int port) throws Exception {
        return network.at(from).call(() -> {
            DatagramSocket socket = new DatagramSocket();
            socket.connect(new InetSocketAddress(address, port));
            socket.setSoTimeout(PATIENCE_MILLIS);
            return socket;
        });
    }

    /** Asks once. */
    static String ask(DatagramSocket client) throws IOException {
        client.send(new DatagramPacket(new byte[] {'?'}, 1));
        DatagramPacket packet = new DatagramPacket(new byte[64], 64);
        client.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        tcp.close();
        udp.close();
    }
}
