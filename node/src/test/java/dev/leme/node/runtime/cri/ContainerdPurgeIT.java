package dev.leme.node.runtime.cri;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of a containerd that died, with its pods still running, goes without it. */
@Timeout(60)
final class ContainerdPurgeIT {
    @Test
    void purge_afterContainerdWasKilled_endsItsPodsAndLeavesNothing() throws Exception {
        try (RealContainerd real = new RealContainerd()) {
            real.startIdle("first");
            real.startIdle("second");
            real.containerd().close();
            ProcessHandle containerd = ProcessHandle.of(real.containerd().pid()).orElseThrow();
            containerd.destroyForcibly();
            containerd.onExit().get();
            real.purge();
            real.assertNothingLeft();
            real.purge();
        }
    }
}
