package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.client.ApiClient;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.controllers.workload.Adoption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Each set's pods as they were found last. A pod whose object is the very same one as then needs no second look: whether it
 * belongs to the set, and what is asked of it, can't have changed. So a pass costs little more than what is new, and a set of n
 * pods that come one after the other doesn't cost n² looks. Nothing here outlives a restart, nor has to.
 */
final class Members {

    /** What was found of one set, which stays true for this identity and selector. */
    private record Known(String uid, LabelSelector selector, Map<String, Member> byName) {

        boolean isOf(StatefulSet set, LabelSelector wanted) {
            return uid.equals(set.metadata().uid()) && selector.equals(wanted);
        }
    }

    private final ApiClient client;
    private final Lister<ApiObject> pods;
    private final Map<ObjectKey, Known> known = new ConcurrentHashMap<>();

    Members(ApiClient client, Lister<ApiObject> pods) {
        this.client = client;
        this.pods = pods;
    }

    /** The pods that belong to the set, after those that should belong were adopted and those that shouldn't released. */
    List<Member> of(StatefulSet set, LabelSelector selector) {
        ObjectKey key = ObjectKey.of(set.object());
        Known last = known.get(key);
        Map<String, Member> before = last != null && last.isOf(set, selector) ? last.byName : Map.of();
        List<Member> members = new ArrayList<>();
        List<ApiObject> changed = new ArrayList<>();
        for (ApiObject candidate : Adoption.candidates(pods, set.object(), selector)) {
            Member member = before.get(candidate.name());
            if (member != null && isSame(member, candidate)) {
                members.add(member);
            } else {
                changed.add(candidate);
            }
        }
        belonging(set, selector, changed).forEach(pod -> members.add(Member.of(set, Pod.of(pod))));
        remember(key, set, selector, members);
        return members;
    }

    /** By identity: to compare two equal trees is the look that is to be saved. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Member member, ApiObject object) {
        return member.pod().json() == object.json();
    }

    private List<ApiObject> belonging(StatefulSet set, LabelSelector selector, List<ApiObject> candidates) {
        return Adoption.plan(set.object(), selector, candidates, pod -> Identity.ordinal(set, pod.name()) >= 0)
                .run(client, Resources.STATEFUL_SETS, Resources.PODS, set.object());
    }

    private void remember(ObjectKey key, StatefulSet set, LabelSelector selector, List<Member> members) {
        Map<String, Member> byName = HashMap.newHashMap(members.size());
        members.forEach(member -> byName.put(member.pod().metadata().name(), member));
        known.put(key, new Known(set.metadata().uid(), selector, byName));
    }

    /** The set is gone. */
    void forget(ObjectKey key) {
        known.remove(key);
    }
}
