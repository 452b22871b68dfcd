package dev.leme.controllers.backend;

import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.controllers.backend.Backends.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans which slices hold which endpoints, so that few slices change: an endpoint stays in its slice, newcomers go where something
 * changes anyway, then where there is room for all of them, then into new slices. A pure function.
 */
public final class SlicePlanner {

    private final int most;
    private final List<Kept> kept = new ArrayList<>();
    private final List<Group> created = new ArrayList<>();
    private final List<EndpointSlice> deleted = new ArrayList<>();

    private SlicePlanner(int most) {
        this.most = most;
    }

    /** A slice that stays, with what it is to hold, which may be what it holds. */
    public record Kept(EndpointSlice slice, Group content) {}

    /** What is to be done. */
    public record Plan(List<Kept> kept, List<Group> created, List<EndpointSlice> deleted) {}

    /**
     * Plans for the slices of one Service and one family.
     *
     * @param most how many endpoints a slice may hold
     * @param placeholder whether there is to be a slice also where there are no endpoints
     */
    public static Plan plan(List<Group> wanted, List<EndpointSlice> present, int most, boolean placeholder) {
        SlicePlanner planner = new SlicePlanner(most);
        Map<List<EndpointPort>, List<EndpointSlice>> byPorts = new LinkedHashMap<>();
        present.forEach(slice -> byPorts.computeIfAbsent(slice.ports(), ports -> new ArrayList<>())
                .add(slice));
        for (Group group : wanted) {
            List<EndpointSlice> same = byPorts.remove(group.ports());
            planner.place(group, same == null ? List.of() : same);
        }
        byPorts.values().forEach(planner.deleted::addAll);
        if (placeholder && planner.kept.isEmpty() && planner.created.isEmpty()) {
            planner.created.add(new Group(List.of(), List.of()));
        }
        planner.reuse();
        return new Plan(planner.kept, planner.created, planner.deleted);
    }

    /** Slices with the same ports, as they fill. */
    private static final class Draft {
        final EndpointSlice slice;
        final List<Endpoint> endpoints = new ArrayList<>();
        boolean changed;

        Draft(EndpointSlice slice) {
            this.slice = slice;
        }
    }

    private void place(Group group, List<EndpointSlice> slices) {
        Map<List<Object>, Endpoint> missing = new LinkedHashMap<>();
        group.endpoints().forEach(endpoint -> missing.put(identity(endpoint), endpoint));
        List<Draft> drafts = new ArrayList<>();
        slices.forEach(slice -> drafts.add(draft(slice, missing)));
        List<Endpoint> left = new ArrayList<>(missing.values());
        drafts.stream().filter(draft -> draft.changed).forEach(draft -> fill(draft, left));
        while (!left.isEmpty()) {
            Draft roomy = left.size() >= most ? null : tightest(drafts, left.size());
            if (roomy != null) {
                fill(roomy, left);
            } else {
                List<Endpoint> page = left.subList(0, Math.min(most, left.size()));
                created.add(new Group(group.ports(), List.copyOf(page)));
                page.clear();
            }
        }
        for (Draft draft : drafts) {
            if (draft.endpoints.isEmpty()) {
                deleted.add(draft.slice);
            } else {
                kept.add(new Kept(draft.slice, new Group(group.ports(), List.copyOf(draft.endpoints))));
            }
        }
    }

    /** What of a slice stays, as it is wanted now. */
    private static Draft draft(EndpointSlice slice, Map<List<Object>, Endpoint> missing) {
        Draft draft = new Draft(slice);
        for (Endpoint endpoint : slice.endpoints()) {
            Endpoint wanted = missing.remove(identity(endpoint));
            draft.changed |= !endpoint.equals(wanted);
            if (wanted != null) {
                draft.endpoints.add(wanted);
            }
        }
        return draft;
    }

    private void fill(Draft draft, List<Endpoint> left) {
        List<Endpoint> page = left.subList(0, Math.min(Math.max(0, most - draft.endpoints.size()), left.size()));
        draft.endpoints.addAll(page);
        page.clear();
    }

    private @Nullable Draft tightest(List<Draft> drafts, int room) {
        return drafts.stream()
                .filter(draft -> draft.endpoints.size() + room <= most)
                .max(Comparator.comparingInt(draft -> draft.endpoints.size()))
                .orElse(null);
    }

    private static List<Object> identity(Endpoint endpoint) {
        return List.of(
                endpoint.addresses(),
                endpoint.hostname(),
                endpoint.targetRef().namespace(),
                endpoint.targetRef().name(),
                endpoint.targetRef().uid());
    }

    /** A slice that would go becomes one that would be made: one write, and no moment without either. */
    private void reuse() {
        Set<EndpointSlice> reused = new LinkedHashSet<>();
        for (EndpointSlice slice : deleted) {
            if (!created.isEmpty()) {
                kept.add(new Kept(slice, created.removeFirst()));
                reused.add(slice);
            }
        }
        deleted.removeAll(reused);
    }
}
