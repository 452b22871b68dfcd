package dev.leme.proxy.ruleset;

import static dev.leme.proxy.Samples.clusterIp;
import static dev.leme.proxy.Samples.ready;
import static dev.leme.proxy.Samples.slice;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.proxy.Samples;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** However Services come, change, collide and go: what is kept is what a fresh start would plan. */
class RulesetIndexSimulationTest {

    private static final TableFrame FRAME = Samples.frame();
    private static final NodeFacts NODE = Samples.node("172.30.0.1");

    @Test
    void put_anyHistory_equalsAFreshStart() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RulesetIndex index = new RulesetIndex();
        Map<String, ServiceRules> rules = new TreeMap<>();
        for (int step = 0; step < 2_000; step++) {
            String name = "s" + random.nextInt(6);
            ServiceRules now = random.nextInt(4) == 0 ? ServiceRules.NONE : rules(name, random);
            index.put(name, now);
            rules.put(name, now);
            RulesetIndex fresh = new RulesetIndex();
            rules.forEach(fresh::put);
            assertEquals(fresh.whole(), index.whole(), "seed " + seed + " step " + step);
            if (random.nextBoolean()) {
                index.settle();
                RulesetIndex.Change nothing = index.change();
                assertEquals("", RulesetDiff.between(FRAME, nothing.before(), nothing.after()), "seed " + seed);
            }
        }
    }

    private static ServiceRules rules(String name, Random random) {
        String address = "10.43.0." + (1 + random.nextInt(4));
        String[] endpoints = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> ready("10.42.0." + (2 + random.nextInt(5))))
                .toArray(String[]::new);
        return RulesetPlanner.plan(
                clusterIp(name, address, "TCP", 80), List.of(slice(name, "TCP", 8080, endpoints)), NODE);
    }
}
