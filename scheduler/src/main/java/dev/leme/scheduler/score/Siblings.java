package dev.leme.scheduler.score;

import dev.leme.api.apps.v1.ReplicaSet;
import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.selector.LabelSelector.Requirement;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.Lister;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which pods are a pod's siblings: those that all Services of this pod and its owner select. */
public final class Siblings {

    private final Lister<ApiObject> services;
    private final Lister<ApiObject> replicationControllers;
    private final Lister<ReplicaSet> replicaSets;
    private final Lister<StatefulSet> statefulSets;

    /** Looks them up in these caches. No pod waits for them: until they are filled it is only spread less well. */
    public Siblings(Informers informers) {
        this.services = informers.get(Resources.SERVICES).lister();
        this.replicationControllers =
                informers.get(Resources.REPLICATION_CONTROLLERS).lister();
        this.replicaSets = informers.get(Resources.REPLICA_SETS).lister(ReplicaSet::of);
        this.statefulSets = informers.get(Resources.STATEFUL_SETS).lister(StatefulSet::of);
    }

    /** The selector of the pod's siblings; it selects nothing for a pod that has neither Service nor owner. */
    public LabelSelector of(PodDemand pod) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (ApiObject service : services.list(pod.namespace())) {
            Map<String, String> selector = service.spec().object("selector").strings();
            if (!selector.isEmpty() && pod.labels().entrySet().containsAll(selector.entrySet())) {
                labels.putAll(selector);
            }
        }
        List<Requirement> requirements = new ArrayList<>(ofOwner(pod));
        requirements.addAll(LabelSelector.of(labels).requirements());
        return requirements.isEmpty() ? LabelSelector.NOTHING : new LabelSelector(List.copyOf(requirements), false);
    }

    private List<Requirement> ofOwner(PodDemand pod) {
        JsonObject owner = ApiObject.of(pod.pod().json()).controllerReference();
        if (owner == null) {
            return List.of();
        }
        String name = owner.string("name");
        return switch (owner.string("kind")) {
            case "ReplicaSet" -> {
                ReplicaSet set = replicaSets.find(pod.namespace(), name);
                yield set == null ? List.of() : selector(set.spec().selector().json());
            }
            case "StatefulSet" -> {
                StatefulSet set = statefulSets.find(pod.namespace(), name);
                yield set == null ? List.of() : selector(set.spec().selector().json());
            }
            case "ReplicationController" -> {
                ApiObject controller = replicationControllers.find(pod.namespace(), name);
                yield controller == null
                        ? List.of()
                        : LabelSelector.of(controller.spec().object("selector").strings())
                                .requirements();
            }
            default -> List.of();
        };
    }

    private static List<Requirement> selector(JsonObject selector) {
        return LabelSelector.of(selector).requirements();
    }
}
