package dev.leme.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CulpritsTest {

    @Test
    void among_many_findsAllAndOnlyThose_inFewTries() {
        Set<Integer> bad = Set.of(0, 417, 9_999);
        List<Integer> tries = new ArrayList<>();
        Set<Integer> found = Culprits.among(IntStream.range(0, 10_000).boxed().toList(), some -> {
            tries.add(some.size());
            return some.stream().noneMatch(bad::contains);
        });
        assertEquals(bad, found);
        assertTrue(tries.size() < 100, tries.size() + " tries");
    }

    @Test
    void among_theInnocent_findsNone() {
        assertEquals(Set.of(), Culprits.among(List.of(1, 2), some -> true));
        assertEquals(Set.of(), Culprits.among(List.of(), some -> false));
    }
}
