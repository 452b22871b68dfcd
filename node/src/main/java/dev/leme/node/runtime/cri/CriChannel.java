package dev.leme.node.runtime.cri;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A gRPC channel over a Unix socket, by the JDK's own sockets: no native library. It reconnects by itself. */
final class CriChannel implements AutoCloseable {
    /** Lists of many containers pass gRPC's 4 MiB; the runtime's own limit is this. */
    private static final int MOST_MESSAGE_BYTES = 16 * 1024 * 1024;

    /** gRPC sets TCP's keep-alive on every channel; Netty warns for each that a Unix socket has none. Held, or it is lost. */
    private static final Logger BOOTSTRAP = Logger.getLogger("io.netty.bootstrap.Bootstrap");

    static {
        BOOTSTRAP.setLevel(Level.SEVERE);
    }

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("cri-io", true), NioIoHandler.newFactory());
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("cri-call-", 0).factory());
    private final ManagedChannel channel;

    CriChannel(Path socket) {
        channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelFactory(NioDomainSocketChannel::new)
                .eventLoopGroup(loop)
                .executor(executor)
                .offloadExecutor(executor)
                .usePlaintext()
                .overrideAuthority("localhost")
                .maxInboundMessageSize(MOST_MESSAGE_BYTES)
                .disableRetry()
                .build();
    }

    ManagedChannel grpc() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        executor.shutdownNow();
    }
}
