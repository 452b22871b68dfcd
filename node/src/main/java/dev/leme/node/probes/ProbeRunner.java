package dev.leme.node.probes;

import dev.leme.node.manifest.ProbeManifest;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.ExecResult;
import dev.leme.node.runtime.RuntimeFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/** Runs a probe once. */
public final class ProbeRunner {
    private final ContainerRuntime runtime;

    public ProbeRunner(ContainerRuntime runtime) {
        this.runtime = runtime;
    }

    public ProbeOutcome run(ProbeTarget target, ProbeManifest probe) {
        return switch (probe.action()) {
            case ProbeManifest.Exec(List<String> command) -> exec(target, command, probe.timeout());
            case ProbeManifest.Http http -> HttpProbe.run(target, http, probe.timeout());
            case ProbeManifest.Tcp tcp -> tcp(target, tcp, probe.timeout());
            case ProbeManifest.Grpc grpc -> GrpcProbe.run(target, grpc, probe.timeout());
        };
    }

    private ProbeOutcome exec(ProbeTarget target, List<String> command, Duration timeout) {
        try {
            ExecResult result = runtime.execSync(target.containerId(), command, timeout);
            return result.exitCode() == 0
                    ? ProbeOutcome.success()
                    : ProbeOutcome.failure(result.stdout() + result.stderr());
        } catch (RuntimeFailure failure) {
            return failure.kind() == RuntimeFailure.Kind.TIMEOUT
                    ? ProbeOutcome.failure("command timed out: \"" + String.join(" ", command) + "\" timed out after "
                            + timeout.toSeconds() + "s")
                    : ProbeOutcome.unknown(failure.text());
        }
    }

    private static ProbeOutcome tcp(ProbeTarget target, ProbeManifest.Tcp tcp, Duration timeout) {
        int port = target.container().port(tcp.port());
        if (port <= 0) {
            return ProbeOutcome.unknown("couldn't find port: " + tcp.port());
        }
        String host = tcp.host().isEmpty() ? target.address() : tcp.host();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            return ProbeOutcome.success();
        } catch (IOException failure) {
            return ProbeOutcome.failure(Dial.describe(host, port, failure));
        }
    }
}
