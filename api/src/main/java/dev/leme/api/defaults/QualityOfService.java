package dev.leme.api.defaults;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;

/**
 * The class by which a node decides who suffers first when it runs short: {@code Guaranteed} where every container limits cpu
 * and memory and asks for just that, {@code BestEffort} where none asks for anything, {@code Burstable} else. A pod's own
 * resources count before its containers'.
 */
public final class QualityOfService {

    private static final List<String> RESOURCES = List.of("cpu", "memory");

    private QualityOfService() {}

    /** The class of a pod with this spec. */
    public static String of(JsonObject podSpec) {
        List<JsonObject> resources = new ArrayList<>();
        if (podSpec.has("resources")) {
            resources.add(podSpec.object("resources"));
        } else {
            for (String list : List.of("containers", "initContainers")) {
                podSpec.array(list).objects().forEach(container -> resources.add(container.object("resources")));
            }
        }
        if (resources.stream().noneMatch(QualityOfService::asks)) {
            return "BestEffort";
        }
        return resources.stream().allMatch(QualityOfService::isGuaranteed) ? "Guaranteed" : "Burstable";
    }

    private static boolean asks(JsonObject resources) {
        return RESOURCES.stream()
                .anyMatch(name -> amount(resources, "requests", name).signum() > 0
                        || amount(resources, "limits", name).signum() > 0);
    }

    private static boolean isGuaranteed(JsonObject resources) {
        for (String name : RESOURCES) {
            Quantity limit = amount(resources, "limits", name);
            boolean asksForLess = resources.object("requests").has(name)
                    && amount(resources, "requests", name).compareTo(limit) != 0;
            if (limit.signum() <= 0 || asksForLess) {
                return false;
            }
        }
        return true;
    }

    private static Quantity amount(JsonObject resources, String list, String name) {
        return resources.object(list).get(name) instanceof JsonString(String text)
                ? Quantity.parseOrZero(text)
                : Quantity.ZERO;
    }
}
