package dev.leme.cluster.why;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import java.util.List;
import java.util.Optional;

/** Why a PersistentVolumeClaim has no volume. */
final class ClaimReasons {

    private final Facts facts;
    private final ApiObject claim;

    ClaimReasons(Facts facts, ApiObject claim) {
        this.facts = facts;
        this.claim = claim;
    }

    Finding explain() {
        if (claim.isDeleting()) {
            return Story.deleting(claim, "its volume goes with it").because(users());
        }
        return switch (claim.status().string("phase")) {
            case "Bound" -> bound();
            case "Lost" ->
                Finding.broken("claim " + claim.name() + " has lost its volume "
                                + claim.spec().string("volumeName"))
                        .next("the data is gone with the volume: delete the claim and make it anew");
            default -> pending();
        };
    }

    private Finding bound() {
        JsonObject resizing = Story.condition(claim, "FileSystemResizePending");
        if (resizing.string("status").equals("True")) {
            return Finding.waits(
                    "claim " + claim.name() + " is bound and being enlarged: " + resizing.string("message"));
        }
        return Finding.ok("claim " + claim.name() + " is bound to volume "
                + claim.spec().string("volumeName") + " of "
                + claim.status().object("capacity").string("storage"));
    }

    private List<Finding> users() {
        List<Finding> pods = facts.list(Resources.PODS, claim.namespace()).stream()
                .filter(this::uses)
                .map(pod -> Finding.waits("pod " + pod.name() + " still uses it"))
                .toList();
        return pods.isEmpty() ? List.of(Finding.note("no pod uses it any more")) : pods;
    }

    private boolean uses(ApiObject pod) {
        return pod.spec().array("volumes").objects().stream()
                .anyMatch(volume -> volume.object("persistentVolumeClaim")
                        .string("claimName")
                        .equals(claim.name()));
    }

    private Finding pending() {
        String wants = claim.spec().object("resources").object("requests").string("storage");
        Finding pending =
                Finding.waits("claim " + claim.name() + " is Pending: it wants " + wants + " and has no volume yet");
        String className = claim.spec().string("storageClassName");
        Optional<String> said = Story.latest(
                facts, claim, "ProvisioningFailed", "FailedBinding", "VolumeMismatch", "ExternalProvisioning");
        if (className.isEmpty()) {
            return pending.because(
                    Finding.waits("it names no StorageClass, so a volume that was made by hand must fit it" + offers())
                            .next("make a PersistentVolume that fits, or name a class: kubectl get storageclass"));
        }
        ApiObject storageClass = facts.find(Resources.STORAGE_CLASSES, "", className);
        if (storageClass == null) {
            return new Finding(
                    Finding.State.BROKEN,
                    pending.text(),
                    "",
                    List.of(Finding.broken("there is no StorageClass '" + className + "'")
                            .next("make the claim anew with a class that there is: kubectl get storageclass")));
        }
        return said.map(message -> pending.because(Finding.waits(message)
                        .next("ask for less, or make room: kubectl describe pvc " + claim.name() + " -n "
                                + claim.namespace() + " tells what was tried")))
                .orElseGet(() -> withoutMessage(pending, storageClass));
    }

    private Finding withoutMessage(Finding pending, ApiObject storageClass) {
        boolean waits = storageClass.json().string("volumeBindingMode").equals("WaitForFirstConsumer");
        if (!waits) {
            return pending.because(Finding.note(
                    "its volume is being made by " + storageClass.json().string("provisioner")));
        }
        List<String> users = facts.list(Resources.PODS, claim.namespace()).stream()
                .filter(this::uses)
                .map(ApiObject::name)
                .toList();
        return users.isEmpty()
                ? pending.because(Finding.waits("StorageClass " + storageClass.name()
                                + " makes a volume only when a pod uses the claim, and none does")
                        .next("nothing is wrong: start a pod that uses it"))
                : pending.because(Finding.waits(
                        "its volume is made where its pod goes, and that isn't decided: " + String.join(", ", users)));
    }

    private String offers() {
        List<ApiObject> free = facts.list(Resources.PERSISTENT_VOLUMES, "").stream()
                .filter(volume -> volume.status().string("phase").equals("Available"))
                .toList();
        if (free.isEmpty()) {
            return "; no volume is free";
        }
        return "; free are "
                + String.join(", ", free.stream().map(ClaimReasons::offer).toList());
    }

    private static String offer(ApiObject volume) {
        return volume.name() + " (" + volume.spec().object("capacity").string("storage") + ", "
                + String.join(",", volume.spec().array("accessModes").strings()) + ")";
    }
}
