package dev.leme.node.probes;

import dev.leme.node.manifest.ProbeManifest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks {@code grpc.health.v1.Health/Check}. Its two messages have one field each, so they are written and read as bytes.
 */
final class GrpcProbe {
    private static final List<String> STATUSES = List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");
    private static final int SERVICE_FIELD = 0x0a;
    private static final int STATUS_FIELD = 0x08;

    private static final MethodDescriptor<byte[], byte[]> CHECK = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("grpc.health.v1.Health/Check")
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    private GrpcProbe() {}

    static ProbeOutcome run(ProbeTarget target, ProbeManifest.Grpc grpc, Duration timeout) {
        InetSocketAddress peer = new InetSocketAddress(target.address(), grpc.port());
        ManagedChannel channel = NettyChannelBuilder.forAddress(peer)
                .usePlaintext()
                .userAgent("kube-probe/1.36")
                .build();
        try {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
            String status = status(ClientCalls.blockingUnaryCall(channel, CHECK, options, request(grpc.service())));
            return status.equals("SERVING")
                    ? ProbeOutcome.success()
                    : ProbeOutcome.failure("service unhealthy (responded with \"" + status + "\")");
        } catch (StatusRuntimeException failure) {
            return ProbeOutcome.failure(describe(failure.getStatus(), target.address() + ":" + grpc.port(), timeout));
        } finally {
            channel.shutdownNow();
        }
    }

    private static String describe(Status status, String peer, Duration timeout) {
        return switch (status.getCode()) {
            case UNIMPLEMENTED ->
                "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): "
                        + status.getDescription();
            case DEADLINE_EXCEEDED -> "timeout: health rpc did not complete within " + timeout.toSeconds() + "s";
            case UNAVAILABLE ->
                "timeout: failed to connect service \"" + peer + "\" within " + timeout.toSeconds()
                        + "s: context deadline exceeded";
            default -> "error: health rpc probe failed: " + status.getDescription();
        };
    }

    private static byte[] request(String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (name.length > 0) {
            message.write(SERVICE_FIELD);
            for (int rest = name.length; ; rest >>>= 7) {
                if (rest < 0x80) {
                    message.write(rest);
                    break;
                }
                message.write(rest & 0x7f | 0x80);
            }
            message.writeBytes(name);
        }
        return message.toByteArray();
    }

    private static String status(byte[] response) {
        int number = response.length >= 2 && response[0] == STATUS_FIELD ? response[1] : 0;
        return number >= 0 && number < STATUSES.size() ? STATUSES.get(number) : Integer.toString(number);
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
