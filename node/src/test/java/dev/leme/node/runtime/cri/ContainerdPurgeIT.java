package dev.leme.node.runtime.cri;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.node.runtime.ContainerState;
import dev.leme.node.runtime.ContainerStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The worst ends: containerd dies alone, or the whole machine. */
@Timeout(300)
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

    @Test
    void reboot_losesEveryProcessAndMount_andPodsAreMadeAnew() throws Exception {
        try (RealContainerd real = new RealContainerd()) {
            String before = real.startIdle("before");
            String sandboxId = real.runtime().sandboxes().getFirst().id();
            real.containerd().close();
            real.loseProcessesAndMounts();
            real.startAgain();
            assertFalse(real.runtime().sandboxes().getFirst().ready());
            ContainerStatus status = real.runtime().container(before).orElseThrow();
            assertTrue(status.state() != ContainerState.RUNNING, status.toString());
            real.runtime().stopSandbox(sandboxId);
            real.runtime().removeSandbox(sandboxId);
            assertEquals(List.of(), real.runtime().containers());
            String after = real.startIdle("after");
            assertEquals(
                    ContainerState.RUNNING,
                    real.runtime().container(after).orElseThrow().state());
            assertEquals(1, real.addressesInUse());
        }
    }
}
