package dev.leme.controllers.volume;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Volume;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.client.ApiClient;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Holds objects that are in use by a finalizer, and lets go of one that is being deleted once its use is over. */
final class Protection implements Reconciler<ObjectKey> {

    private final ApiClient client;
    private final Resource resource;
    private final String finalizer;
    private final Lister<ApiObject> objects;
    private final Predicate<ApiObject> inUse;

    Protection(
            ApiClient client,
            Resource resource,
            String finalizer,
            Lister<ApiObject> objects,
            Predicate<ApiObject> inUse) {
        this.client = client;
        this.resource = resource;
        this.finalizer = finalizer;
        this.objects = objects;
        this.inUse = inUse;
    }

    /** Whether a pod that has a node, or a template's ephemeral volume of one, uses the claim; the server is asked. */
    static boolean isUsedByPod(ApiClient client, ApiObject claim) {
        return client.list(Resources.PODS, claim.namespace()).stream()
                .map(Pod::of)
                .anyMatch(pod -> !pod.spec().nodeName().isEmpty() && claims(pod).contains(claim.name()));
    }

    /** The names of the claims that a pod uses. */
    static List<String> claims(Pod pod) {
        List<String> claims = new ArrayList<>();
        for (Volume volume : pod.spec().volumes()) {
            if (volume.hasPersistentVolumeClaim()) {
                claims.add(volume.persistentVolumeClaim().claimName());
            } else if (volume.hasEphemeral()) {
                claims.add(pod.metadata().name() + "-" + volume.name());
            }
        }
        return claims;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        ApiObject object = objects.find(key);
        if (object == null) {
            return Outcome.DONE;
        }
        boolean held = object.finalizers().contains(finalizer);
        if (object.isDeleting() && held && !inUse.test(object)) {
            List<String> others = new ArrayList<>(object.finalizers());
            others.remove(finalizer);
            client.update(resource, object.withFinalizers(others));
        } else if (!object.isDeleting() && !held) {
            List<String> more = new ArrayList<>(object.finalizers());
            more.add(finalizer);
            client.update(resource, object.withFinalizers(more));
        }
        return Outcome.DONE;
    }
}
