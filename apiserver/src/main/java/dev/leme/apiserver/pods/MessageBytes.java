package dev.leme.apiserver.pods;

import dev.leme.apiserver.http.ByteChannelPair;
import dev.leme.apiserver.http.MessageChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Plain bytes carried by messages, whose boundaries mean nothing. */
final class MessageBytes implements ByteChannelPair {

    private final MessageChannel channel;
    private final InputStream input = new Incoming();
    private final OutputStream output = new Outgoing();

    MessageBytes(MessageChannel channel) {
        this.channel = channel;
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void close() {
        channel.close();
    }

    private final class Incoming extends InputStream {
        private byte[] message = {};
        private int at;

        @Override
        public int read() throws IOException {
            return fill() ? message[at++] & 255 : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, message.length - at);
            System.arraycopy(message, at, target, offset, count);
            at += count;
            return count;
        }

        private boolean fill() throws IOException {
            while (at == message.length) {
                byte[] next = receive();
                if (next == null) {
                    return false;
                }
                message = next;
                at = 0;
            }
            return true;
        }

        private byte @org.jspecify.annotations.Nullable [] receive() throws IOException {
            try {
                return channel.receive();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    private final class Outgoing extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            channel.send(new byte[] {(byte) value});
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            channel.send(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }
}
