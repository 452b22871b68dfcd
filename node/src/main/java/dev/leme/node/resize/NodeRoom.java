package dev.leme.node.resize;

import dev.leme.api.json.JsonObject;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.quota.AmountMap;
import dev.leme.api.quota.PodAmounts;
import dev.leme.node.manifest.PodManifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the pods of this node were granted of its cpu and memory. Pods that come are the scheduler's decision and are counted
 * only; a pod that wants more than it has is granted it where there is room. Any thread may call.
 */
public final class NodeRoom {

    private static final List<String> NAMES = List.of("cpu", "memory");

    private final Map<String, Quantity> allocatable;
    private final Map<String, AmountMap> granted = new HashMap<>();
    private final Map<String, Runnable> waiting = new LinkedHashMap<>();

    /** An empty node. */
    public NodeRoom(Map<String, Quantity> allocatable) {
        this.allocatable = Map.copyOf(allocatable);
    }

    /** Counts the pod with what it has. */
    public synchronized void take(PodManifest pod) {
        granted.put(pod.uid(), amounts(pod));
    }

    /** What its status shows doesn't count here: what was granted is known. */
    private static AmountMap amounts(PodManifest pod) {
        return PodAmounts.requests(JsonObject.of("spec", pod.spec())).only(NAMES);
    }

    /**
     * Grants the pod what it asks for now, or says why not.
     *
     * @param later is run when there is room again; of one pod only the last is
     */
    public Optional<Refusal> change(PodManifest pod, Runnable later) {
        List<Runnable> woken;
        synchronized (this) {
            AmountMap wanted = amounts(pod);
            Optional<Refusal> refusal = refusal(pod.uid(), wanted);
            if (refusal.isPresent()) {
                waiting.put(pod.uid(), later);
                return refusal;
            }
            waiting.remove(pod.uid());
            granted.put(pod.uid(), wanted);
            woken = takeWaiting();
        }
        woken.forEach(Runnable::run);
        return Optional.empty();
    }

    /** Who waits is asked to ask again, in the order in which they came. */
    private List<Runnable> takeWaiting() {
        return new ArrayList<>(waiting.values());
    }

    /** Where the pod asks for no more than it has, room doesn't matter. */
    private Optional<Refusal> refusal(String uid, AmountMap wanted) {
        for (String name : List.of("memory", "cpu")) {
            Quantity capacity = allocatable.getOrDefault(name, Quantity.ZERO);
            if (wanted.get(name).compareTo(capacity) > 0) {
                return Optional.of(new Refusal(
                        "Infeasible",
                        "Node didn't have enough capacity: " + name + ", requested: " + plain(name, wanted.get(name))
                                + ", capacity: " + plain(name, capacity)));
            }
        }
        AmountMap had = granted.getOrDefault(uid, AmountMap.EMPTY);
        for (String name : NAMES) {
            Quantity used = usedByOthers(uid, name);
            Quantity capacity = allocatable.getOrDefault(name, Quantity.ZERO);
            boolean more = wanted.get(name).compareTo(had.get(name)) > 0;
            if (more && used.add(wanted.get(name)).compareTo(capacity) > 0) {
                return Optional.of(new Refusal(
                        "Deferred",
                        "Node didn't have enough resource: " + name + ", requested: " + plain(name, wanted.get(name))
                                + ", used: " + plain(name, used) + ", capacity: " + plain(name, capacity)));
            }
        }
        return Optional.empty();
    }

    private Quantity usedByOthers(String uid, String name) {
        Quantity used = Quantity.ZERO;
        for (Map.Entry<String, AmountMap> pod : granted.entrySet()) {
            used = pod.getKey().equals(uid) ? used : used.add(pod.getValue().get(name));
        }
        return used;
    }

    private static long plain(String name, Quantity amount) {
        return name.equals("cpu") ? amount.milliValue() : amount.value();
    }

    /** The pod runs no more. */
    public void free(String uid) {
        List<Runnable> woken;
        synchronized (this) {
            waiting.remove(uid);
            if (granted.remove(uid) == null) {
                return;
            }
            woken = takeWaiting();
        }
        woken.forEach(Runnable::run);
    }
}
