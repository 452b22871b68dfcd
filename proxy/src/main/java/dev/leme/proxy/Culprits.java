package dev.leme.proxy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Finds out by halves which of many things are refused, where they can only be tried together. Pure. */
final class Culprits {

    private Culprits() {}

    /** Those of {@code suspects} that {@code accepted} refuses even alone; each costs about twice the logarithm in tries. */
    static <T> Set<T> among(List<T> suspects, Predicate<List<T>> accepted) {
        if (suspects.isEmpty() || accepted.test(suspects)) {
            return Set.of();
        }
        if (suspects.size() == 1) {
            return Set.of(suspects.getFirst());
        }
        int middle = suspects.size() / 2;
        Set<T> found = new LinkedHashSet<>(among(suspects.subList(0, middle), accepted));
        found.addAll(among(suspects.subList(middle, suspects.size()), accepted));
        return found;
    }
}
