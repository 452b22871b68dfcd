package dev.leme.controllers.tainteviction;

import dev.leme.api.core.v1.Taint;
import dev.leme.api.core.v1.Toleration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long a pod may stay on a node with these taints. Pure. */
sealed interface Tolerance {

    /** For good. */
    record ForEver() implements Tolerance {}

    /** So long from now on; zero is not at all. */
    record For(Duration time) implements Tolerance {}

    /** What the tolerations say of the taints: each taint must be borne, and the shortest time among them counts. */
    static Tolerance of(List<Taint> taints, List<Toleration> tolerations) {
        List<Toleration> used = new ArrayList<>();
        for (Taint taint : taints) {
            List<Toleration> fitting = tolerations.stream()
                    .filter(toleration -> covers(toleration, taint))
                    .toList();
            if (fitting.isEmpty()) {
                return new For(Duration.ZERO);
            }
            used.addAll(fitting);
        }
        return used.stream()
                .filter(Toleration::hasTolerationSeconds)
                .map(toleration -> Duration.ofSeconds(Math.max(0, toleration.tolerationSeconds())))
                .min(Duration::compareTo)
                .<Tolerance>map(For::new)
                .orElseGet(ForEver::new);
    }

    private static boolean covers(Toleration toleration, Taint taint) {
        boolean effect = toleration.effect().isEmpty() || toleration.effect().equals(taint.effect());
        boolean key = toleration.key().isEmpty() || toleration.key().equals(taint.key());
        boolean exists = toleration.operator().equals("Exists");
        boolean value =
                exists || !toleration.key().isEmpty() && toleration.value().equals(taint.value());
        return effect && key && value;
    }
}
