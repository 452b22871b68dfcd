package dev.leme.base.spdy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.Adler32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both sides of a connection over a loopback socket. */
@Timeout(120)
final class SpdyConnectionTest {
    private SpdyConnection client;
    private SpdyConnection server;
    private Socket clientSocket;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            clientSocket = new Socket(listener.getInetAddress(), listener.getLocalPort());
            Socket accepted = listener.accept();
            client = start(clientSocket, SpdyConnection.Role.CLIENT);
            server = start(accepted, SpdyConnection.Role.SERVER);
        }
    }

    private static SpdyConnection start(Socket socket, SpdyConnection.Role role) throws IOException {
        return SpdyConnection.start(socket.getInputStream(), socket.getOutputStream(), socket, role);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private SpdyStream accept() throws InterruptedException {
        return Objects.requireNonNull(server.accept(10_000), "no stream came");
    }

    @Test
    void dictionary_checksum_isTheOneOfTheSpecification() {
        Adler32 sum = new Adler32();
        sum.update(HeaderDictionary.bytes());
        assertEquals(0xe3c6a7c2L, sum.getValue());
    }

    @Test
    void headerBlock_first_startsAsEverySpdyStreamDoes() throws IOException {
        byte[] block = new HeaderCodec().encode(Map.of("streamtype", "stdin"));
        byte[] start = {block[0], block[1], block[2], block[3], block[4], block[5]};
        assertArrayEquals(new byte[] {0x78, (byte) 0xbb, (byte) 0xe3, (byte) 0xc6, (byte) 0xa7, (byte) 0xc2}, start);
    }

    @Test
    void open_withHeaders_arrivesInOrderWithLowerCaseNames() throws Exception {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add("value-" + i);
            client.open(Map.of("StreamType", "value-" + i, "port", Integer.toString(i)));
        }
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            SpdyStream stream = accept();
            assertEquals(2 * i + 1, stream.id());
            received.add(stream.headers().get("streamtype"));
        }
        assertEquals(sent, received);
    }

    @Test
    void stream_halfClosed_stillCarriesTheOtherDirection() throws Exception {
        SpdyStream near = client.open(Map.of("streamtype", "data"));
        SpdyStream far = accept();
        far.reply(Map.of());
        near.awaitReply();
        near.out().write("question".getBytes(UTF_8));
        near.out().close();
        assertEquals("question", new String(far.in().readAllBytes(), UTF_8));
        far.out().write("answer".getBytes(UTF_8));
        far.out().close();
        assertEquals("answer", new String(near.in().readAllBytes(), UTF_8));
        assertThrows(IOException.class, () -> near.out().write(1));
    }

    @Test
    void stream_megabytesBothWays_arriveUnchanged() throws Exception {
        long seed = System.nanoTime();
        byte[] payload = new byte[5_000_000];
        new Random(seed).nextBytes(payload);
        SpdyStream near = client.open(Map.of());
        SpdyStream far = accept();
        Thread echo = Thread.ofVirtual().start(() -> {
            try {
                far.in().transferTo(far.out());
                far.out().close();
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                near.out().write(payload);
                near.out().close();
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        near.in().transferTo(back);
        sender.join();
        echo.join();
        assertArrayEquals(payload, back.toByteArray(), "seed " + seed);
    }

    @Test
    void stream_closedByReader_dropsWhatStillComesWithoutBlockingOthers() throws Exception {
        SpdyStream unread = client.open(Map.of());
        accept().in().close();
        unread.out().write(new byte[2_000_000]);
        SpdyStream other = client.open(Map.of());
        other.out().write("still here".getBytes(UTF_8));
        other.out().close();
        assertEquals("still here", new String(accept().in().readAllBytes(), UTF_8));
    }

    @Test
    void stream_reset_readsAsEndAndRefusesWrites() throws Exception {
        SpdyStream near = client.open(Map.of());
        SpdyStream far = accept();
        far.out().write("last words".getBytes(UTF_8));
        far.reset(ResetCode.CANCEL);
        assertEquals("last words", new String(near.in().readAllBytes(), UTF_8));
        assertThrows(IOException.class, () -> near.out().write(1));
    }

    @Test
    void connection_lost_failsReadersAndEndsAccept() throws Exception {
        SpdyStream near = client.open(Map.of());
        SpdyStream far = accept();
        clientSocket.close();
        assertThrows(IOException.class, () -> far.in().read());
        assertThrows(IOException.class, () -> near.in().read());
        assertNull(server.accept());
        assertNull(server.accept());
        assertTrue(server.isClosed());
        assertThrows(IOException.class, () -> server.open(Map.of()));
    }

    @Test
    void connection_closedWhileAWriterIsStuck_returnsAndFreesIt() throws Exception {
        SpdyStream near = client.open(Map.of());
        accept();
        Thread stuck = Thread.ofVirtual().start(() -> {
            try {
                near.out().write(new byte[50_000_000]);
            } catch (IOException expected) {
                // Freed by the close.
            }
        });
        while (stuck.getState() == Thread.State.NEW) {
            Thread.onSpinWait();
        }
        client.close();
        stuck.join();
        assertTrue(client.isClosed());
    }

    @Test
    void garbage_insteadOfFrames_endsTheConnection() throws Exception {
        clientSocket
                .getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3000).getBytes(UTF_8));
        clientSocket.shutdownOutput();
        assertNull(server.accept());
    }
}
