package dev.leme.node.registration;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.quantity.Quantity;
import dev.leme.node.runtime.ImageInfo;
import dev.leme.node.runtime.RuntimeCondition;
import dev.leme.node.runtime.RuntimeVersion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The status of the Node object: a pure function of the machine, the runtime and the time. */
public record NodeStatus(NodeIdentity identity, Machine machine, RuntimeVersion runtime) {
    private static final long EVICTION_MEMORY = 100L << 20;
    private static final int MOST_IMAGES = 50;
    private static final int KUBELET_PORT = 10250;

    /** What the machine has. */
    public Map<String, Quantity> capacity() {
        return amounts(machine.memoryBytes(), Quantity.ofBytes(machine.diskBytes() / 1024 * 1024));
    }

    /** What pods may use: some memory and a tenth of the disk are kept back. */
    public Map<String, Quantity> allocatable() {
        long memory = Math.max(0, machine.memoryBytes() - EVICTION_MEMORY);
        return amounts(memory, Quantity.of(machine.diskBytes() / 10 * 9));
    }

    private Map<String, Quantity> amounts(long memory, Quantity disk) {
        Map<String, Quantity> amounts = new LinkedHashMap<>();
        amounts.put("cpu", Quantity.of(machine.cpus()));
        amounts.put("ephemeral-storage", disk);
        amounts.put("hugepages-1Gi", Quantity.ZERO);
        amounts.put("hugepages-2Mi", Quantity.ZERO);
        amounts.put("memory", Quantity.ofBytes(memory / 1024 * 1024));
        amounts.put("pods", Quantity.of(identity.maxPods()));
        return amounts;
    }

    /**
     * The whole status.
     *
     * @param before the conditions as last written, for the times of changes
     */
    public JsonObject compute(
            List<RuntimeCondition> runtimeConditions, List<ImageInfo> images, JsonArray before, Instant now) {
        return JsonObject.builder()
                .put("capacity", json(capacity()))
                .put("allocatable", json(allocatable()))
                .put("conditions", conditions(runtimeConditions, before, now))
                .put("addresses", addresses())
                .put("daemonEndpoints", JsonObject.of("kubeletEndpoint", JsonObject.EMPTY.with("Port", KUBELET_PORT)))
                .put("nodeInfo", nodeInfo())
                .put("images", images(images))
                .build();
    }

    private static JsonObject json(Map<String, Quantity> amounts) {
        Map<String, String> texts = new LinkedHashMap<>();
        amounts.forEach((name, amount) -> texts.put(name, amount.toString()));
        return JsonObject.ofStrings(texts);
    }

    private JsonArray addresses() {
        List<JsonValue> addresses = new ArrayList<>();
        identity.addresses().forEach(address -> addresses.add(address("InternalIP", address)));
        addresses.add(address("Hostname", identity.name()));
        return new JsonArray(addresses);
    }

    private static JsonObject address(String type, String address) {
        return JsonObject.EMPTY.with("address", address).with("type", type);
    }

    private JsonObject nodeInfo() {
        return JsonObject.builder()
                .put("architecture", machine.architecture())
                .put("bootID", machine.bootId())
                .put("containerRuntimeVersion", runtime.name() + "://" + runtime.version())
                .put("kernelVersion", machine.kernelVersion())
                .put("kubeProxyVersion", "")
                .put("kubeletVersion", identity.version())
                .put("machineID", machine.machineId())
                .put("operatingSystem", "linux")
                .put("osImage", machine.osImage())
                .put("systemUUID", machine.systemUuid())
                .build();
    }

    private static JsonArray images(List<ImageInfo> images) {
        List<JsonValue> shown = new ArrayList<>();
        images.stream()
                .sorted(Comparator.comparingLong(ImageInfo::sizeBytes).reversed())
                .limit(MOST_IMAGES)
                .forEach(image -> {
                    List<String> names = new ArrayList<>(image.digests());
                    names.addAll(image.tags());
                    shown.add(JsonObject.of("names", JsonArray.ofStrings(names)).with("sizeBytes", image.sizeBytes()));
                });
        return new JsonArray(shown);
    }

    private static JsonArray conditions(List<RuntimeCondition> runtime, JsonArray before, Instant now) {
        List<JsonValue> conditions = new ArrayList<>();
        Conditions add = new Conditions(before, now, conditions);
        add.add("MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available");
        add.add("DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure");
        add.add("PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available");
        String fault = fault(runtime);
        add.add(
                "Ready",
                fault.isEmpty(),
                fault.isEmpty() ? "KubeletReady" : "KubeletNotReady",
                fault.isEmpty() ? "kubelet is posting ready status" : fault);
        return new JsonArray(conditions);
    }

    /** Why pods cannot run; empty when they can. */
    static String fault(List<RuntimeCondition> runtime) {
        List<String> faults = new ArrayList<>();
        for (RuntimeCondition condition : runtime) {
            if (!condition.holds()) {
                String what = condition.type().equals(RuntimeCondition.NETWORK_READY)
                        ? "container runtime network not ready"
                        : "container runtime is down";
                faults.add(what + ": " + condition.type() + "=false reason:" + condition.reason() + " message:"
                        + condition.message());
            }
        }
        return faults.size() > 1 ? faults.toString() : String.join("", faults);
    }

    private record Conditions(JsonArray before, Instant now, List<JsonValue> conditions) {
        void add(String type, boolean holds, String reason, String message) {
            String status = holds ? "True" : "False";
            String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
            String since = before.objects().stream()
                    .filter(old -> old.get("type") instanceof JsonString(String other)
                            && other.equals(type)
                            && old.string("status").equals(status))
                    .map(old -> old.string("lastTransitionTime"))
                    .findFirst()
                    .orElse(time);
            conditions.add(JsonObject.EMPTY
                    .with("type", type)
                    .with("status", status)
                    .with("lastHeartbeatTime", time)
                    .with("lastTransitionTime", since)
                    .with("reason", reason)
                    .with("message", message));
        }
    }
}
