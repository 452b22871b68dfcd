package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import java.util.List;
import java.util.Map;

/**
 * What is, as far as a StatefulSet is concerned.
 *
 * @param set the set
 * @param members the pods that belong to it
 * @param claims the claims of its ordinals by name
 * @param revisions its revisions in any order
 */
record StatefulSetState(
        StatefulSet set,
        List<Member> members,
        Map<String, PersistentVolumeClaim> claims,
        List<ControllerRevision> revisions) {}
