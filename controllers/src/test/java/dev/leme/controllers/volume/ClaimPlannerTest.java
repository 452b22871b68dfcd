package dev.leme.controllers.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.storage.v1.StorageClass;
import dev.leme.controllers.TestCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimPlannerTest {

    private static PersistentVolumeClaim claim(String text) {
        String annotations = text.contains("selected") ? "'volume.kubernetes.io/selected-node':'n1'" : "";
        annotations = text.contains("completed") ? "'pv.kubernetes.io/bind-completed':'yes'" : annotations;
        String volumeName = text.contains("named") ? ",'volumeName':'v'" : "";
        return PersistentVolumeClaim.of(TestCluster.json("""
                {'metadata':{'name':'c','namespace':'default','uid':'u','annotations':{%s}},
                 'spec':{'storageClassName':'s','accessModes':['ReadWriteOnce'],
                  'resources':{'requests':{'storage':'1Gi'}}%s}}
                """.formatted(annotations, volumeName)));
    }

    private static @Nullable StorageClass storageClass(String mode) {
        String binding = mode.equals("waits") ? "WaitForFirstConsumer" : "Immediate";
        String provisioner = mode.equals("manual") ? "kubernetes.io/no-provisioner" : "p";
        return mode.equals("none")
                ? null
                : StorageClass.of(
                        TestCluster.json("{'metadata':{'name':'s'},'provisioner':'%s','volumeBindingMode':'%s'}"
                                .formatted(provisioner, binding)));
    }

    /** A volume as {@code size[:claimed by uid]}. */
    private static List<PersistentVolume> volumes(String text) {
        List<PersistentVolume> volumes = new ArrayList<>();
        if (!text.isEmpty()) {
            String[] parts = text.split(":", -1);
            String reference =
                    parts.length > 1 ? ",'claimRef':{'namespace':'default','name':'c','uid':'" + parts[1] + "'}" : "";
            volumes.add(PersistentVolume.of(TestCluster.json("""
                    {'metadata':{'name':'v'},'spec':{'storageClassName':'s','accessModes':['ReadWriteOnce'],
                     'capacity':{'storage':'%s'}%s},'status':{'phase':'Available'}}
                    """.formatted(parts[0], reference))));
        }
        return volumes;
    }

    private static String told(ClaimPlan plan) {
        return switch (plan) {
            case ClaimPlan.Bind(PersistentVolume volume, boolean chosen) -> chosen ? "choose" : "bind";
            case ClaimPlan.Provision(String provisioner) -> "provision";
            case ClaimPlan.Classify(String storageClass) -> "classify";
            case ClaimPlan.Wait wait -> wait.reason();
            case ClaimPlan.Idle idle -> "idle";
            case ClaimPlan.Lose(String reason, String message) -> reason;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "'', at once, '', provision",
        "'', at once, 2Gi, choose",
        "'', at once, 500Mi, provision",
        "'', waits, '', WaitForFirstConsumer",
        "'', waits, 2Gi, WaitForFirstConsumer",
        "'', waits, 2Gi:u, choose",
        "selected, waits, '', provision",
        "selected, waits, 2Gi, choose",
        "'', manual, '', ProvisioningFailed",
        "'', none, '', ProvisioningFailed",
        "named, at once, '', idle",
        "named, at once, 2Gi, bind",
        "named, at once, 500Mi, VolumeMismatch",
        "named, at once, 2Gi:other, FailedBinding",
        "completed named, at once, 2Gi:u, bind",
        "completed named, at once, '', ClaimLost",
        "completed, at once, 2Gi:u, ClaimLost",
        "completed named, at once, 2Gi:other, ClaimMisbound",
    })
    void claim_classAndVolumes_plan(String claim, String mode, String volumes, String expected) {
        ClaimState state = new ClaimState(claim(claim), storageClass(mode), "", volumes(volumes), Map.of());
        assertEquals(expected, told(ClaimPlanner.plan(state)));
    }
}
