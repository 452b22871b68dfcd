package dev.leme.controllers.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.controllers.backend.Backends.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlicePlannerSimulationTest {

    private static final int MOST = 10;

    private int named;

    private static Endpoint endpoint(int number, boolean ready) {
        return Endpoint.builder()
                .addresses(List.of("10.42." + number / 250 + "." + number % 250))
                .conditions(conditions -> conditions.ready(ready))
                .build();
    }

    private static Group group(int port, List<Endpoint> endpoints) {
        return new Group(
                List.of(EndpointPort.builder().port(port).protocol("TCP").build()), endpoints);
    }

    private EndpointSlice slice(String name, Group content) {
        return EndpointSlice.builder()
                .metadata(metadata -> metadata.name(name))
                .endpoints(content.endpoints())
                .ports(content.ports())
                .build();
    }

    /** The slices after the plan has been run, and how many writes that took. */
    private List<EndpointSlice> run(SlicePlanner.Plan plan, List<EndpointSlice> before, int[] writes) {
        List<EndpointSlice> after = new ArrayList<>();
        for (SlicePlanner.Kept kept : plan.kept()) {
            assertTrue(before.contains(kept.slice()));
            EndpointSlice fresh = slice(kept.slice().metadata().name(), kept.content());
            writes[0] += fresh.equals(kept.slice()) ? 0 : 1;
            after.add(fresh);
        }
        for (Group created : plan.created()) {
            after.add(slice("s" + named++, created));
            writes[0]++;
        }
        writes[0] += plan.deleted().size();
        assertEquals(
                before.size() + plan.created().size(),
                after.size() + plan.deleted().size());
        return after;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 20_261_122})
    void endpoints_comingAndGoing_areEachInOneSliceAndFewSlicesChange(long seed) {
        Random random = new Random(seed);
        List<EndpointSlice> slices = List.of();
        Map<Integer, Boolean> pods = new HashMap<>();
        for (int step = 0; step < 300; step++) {
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                int pod = random.nextInt(80);
                if (random.nextInt(3) == 0) {
                    pods.remove(pod);
                } else {
                    pods.put(pod, random.nextBoolean());
                }
            }
            List<Group> wanted = wanted(pods);
            int[] writes = {0};
            slices = run(SlicePlanner.plan(wanted, slices, MOST, true), slices, writes);
            String when = "seed " + seed + " step " + step;
            // A change can empty one slice and fill another; each touches at most two.
            assertTrue(writes[0] <= 2 * changes + 1, when + ": " + writes[0] + " writes for " + changes);
            check(wanted, slices, when);
            int[] none = {0};
            run(SlicePlanner.plan(wanted, slices, MOST, true), slices, none);
            assertEquals(0, none[0], when + ": a second look writes");
        }
    }

    /** Pods of odd numbers listen elsewhere. */
    private static List<Group> wanted(Map<Integer, Boolean> pods) {
        Map<Integer, List<Endpoint>> byPort = new HashMap<>();
        pods.forEach((pod, ready) ->
                byPort.computeIfAbsent(80 + pod % 2, port -> new ArrayList<>()).add(endpoint(pod, ready)));
        List<Group> groups = new ArrayList<>();
        byPort.forEach((port, endpoints) -> groups.add(group(port, endpoints)));
        return groups;
    }

    private static void check(List<Group> wanted, List<EndpointSlice> slices, String when) {
        Map<Endpoint, EndpointPort> expected = new HashMap<>();
        wanted.forEach(group ->
                group.endpoints().forEach(one -> expected.put(one, group.ports().getFirst())));
        int seen = 0;
        for (EndpointSlice slice : slices) {
            assertTrue(slice.endpoints().size() <= MOST, when);
            assertFalse(slice.endpoints().isEmpty() && slices.size() > 1, when + ": an empty slice among others");
            for (Endpoint endpoint : slice.endpoints()) {
                assertEquals(expected.get(endpoint), slice.ports().getFirst(), when);
                seen++;
            }
        }
        assertEquals(expected.size(), seen, when);
    }

    @Test
    void newcomer_beforeOthers_touchesOneSlice() {
        List<Endpoint> first = new ArrayList<>();
        for (int number = 1; number <= 25; number++) {
            first.add(endpoint(number, true));
        }
        int[] writes = {0};
        List<EndpointSlice> slices =
                run(SlicePlanner.plan(List.of(group(80, first)), List.of(), MOST, true), List.of(), writes);
        assertEquals(3, slices.size());
        List<Endpoint> more = new ArrayList<>(first);
        more.addFirst(endpoint(0, true));
        writes[0] = 0;
        run(SlicePlanner.plan(List.of(group(80, more)), slices, MOST, true), slices, writes);
        assertEquals(1, writes[0]);
    }

    @Test
    void noEndpoints_withAndWithoutPlaceholder() {
        assertEquals(
                1, SlicePlanner.plan(List.of(), List.of(), MOST, true).created().size());
        assertEquals(
                0,
                SlicePlanner.plan(List.of(), List.of(), MOST, false).created().size());
    }
}
