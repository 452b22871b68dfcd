package dev.leme.node.pods;

import dev.leme.api.json.JsonObject;
import dev.leme.base.time.Clock;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.ProbeManifest;
import dev.leme.node.probes.ProbeOutcome;
import dev.leme.node.probes.ProbeRunner;
import dev.leme.node.probes.ProbeTarget;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.ExecResult;
import dev.leme.node.runtime.RuntimeFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs the hooks of a container's life cycle. */
record Hooks(ContainerRuntime runtime, ProbeRunner probes, Clock clock) {

    /**
     * Runs a hook; empty when it succeeded, else why not.
     *
     * @param patience how long it may take; zero: as long as it wants
     */
    Optional<String> run(
            JsonObject hook, ContainerManifest container, String containerId, String address, Duration patience)
            throws InterruptedException {
        if (hook.has("exec")) {
            return exec(hook.object("exec").array("command").strings(), containerId, patience);
        }
        if (hook.has("httpGet")) {
            return http(ProbeManifest.http(hook.object("httpGet")), container, containerId, address, patience);
        }
        if (hook.has("sleep")) {
            Duration wanted = Duration.ofSeconds(hook.object("sleep").number("seconds", 0));
            Pause.of(!patience.isZero() && wanted.compareTo(patience) > 0 ? patience : wanted, clock);
        }
        return Optional.empty();
    }

    private Optional<String> exec(List<String> command, String containerId, Duration patience) {
        try {
            ExecResult result = runtime.execSync(containerId, command, patience);
            return result.exitCode() == 0
                    ? Optional.empty()
                    : Optional.of("Exec lifecycle hook (" + command + ") failed - error: command '"
                            + String.join(" ", command) + "' exited with " + result.exitCode() + ": "
                            + result.stderr() + ", message: \"" + result.stdout() + result.stderr() + "\"");
        } catch (RuntimeFailure failure) {
            return Optional.of("Exec lifecycle hook (" + command + ") failed - error: " + failure.text());
        }
    }

    private Optional<String> http(
            ProbeManifest.Http http, ContainerManifest container, String id, String address, Duration patience) {
        Duration timeout = patience.isZero() ? Duration.ofMinutes(5) : patience;
        ProbeManifest once =
                new ProbeManifest(http, Duration.ZERO, Duration.ofSeconds(1), timeout, 1, 1, Optional.empty());
        ProbeOutcome outcome = probes.run(new ProbeTarget(id, address, container), once);
        return outcome.verdict() == ProbeOutcome.Verdict.SUCCESS
                ? Optional.empty()
                : Optional.of("HTTP lifecycle hook (" + http.path() + ") failed - error: " + outcome.message());
    }
}
