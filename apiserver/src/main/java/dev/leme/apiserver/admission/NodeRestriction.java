package dev.leme.apiserver.admission;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Operation;
import dev.leme.apiserver.storage.Admission.Plugin;
import dev.leme.apiserver.storage.Part;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node agent changes only its own node and the pods that run there: whoever breaks into one node has not broken into all.
 * Authorization says which kinds it may write; this says which objects.
 */
public final class NodeRestriction implements Plugin {

    private static final String PREFIX = "system:node:";
    private static final String GROUP = "system:nodes";
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final String NOT_READY = "node.kubernetes.io/not-ready";
    private static final String RESTRICTED_LABELS = "node-restriction.kubernetes.io/";

    @Override
    public void validate(Attempt attempt) {
        User user = attempt.context().user();
        if (!user.isIn(GROUP) || !user.name().startsWith(PREFIX)) {
            return;
        }
        String node = user.name().substring(PREFIX.length());
        Resource resource = attempt.resource();
        if (resource.equals(Resources.PODS)) {
            checkPod(attempt, node);
        } else if (resource.equals(Resources.NODES)) {
            checkNode(attempt, node);
        } else if (resource.equals(Resources.LEASES)) {
            requireOwn(attempt, node, attempt.namespace().equals("kube-node-lease"));
        } else if (resource.equals(Resources.CSI_NODES)) {
            requireOwn(attempt, node, true);
        }
    }

    private static void checkPod(Attempt attempt, String node) {
        if (attempt.operation() == Operation.CREATE) {
            ApiObject pod = attempt.fresh();
            if (!pod.annotations().containsKey(MIRROR)) {
                throw refused(
                        attempt,
                        "pod does not have \"" + MIRROR + "\" annotation, node \"" + node
                                + "\" can only create mirror pods");
            }
            requireOnNode(attempt, pod, node, "can only create pods with spec.nodeName set to itself");
        } else if (attempt.operation() == Operation.DELETE) {
            requireOnNode(attempt, attempt.old(), node, "can only delete pods with spec.nodeName set to itself");
        } else if (attempt.part() == Part.STATUS) {
            requireOnNode(
                    attempt,
                    attempt.old(),
                    node,
                    "can only update pod status for pods with spec.nodeName set to itself");
            if (!attempt.fresh()
                    .labels()
                    .equals(Objects.requireNonNull(attempt.old()).labels())) {
                throw refused(attempt, "node \"" + node + "\" cannot update labels through pod status");
            }
        }
    }

    private static void requireOnNode(Attempt attempt, @Nullable ApiObject pod, String node, String rule) {
        if (pod == null || !pod.spec().string("nodeName").equals(node)) {
            throw refused(attempt, "node \"" + node + "\" " + rule);
        }
    }

    private static void checkNode(Attempt attempt, String node) {
        String name = nameOf(attempt);
        if (!name.equals(node)) {
            throw refused(attempt, "node \"" + node + "\" is not allowed to modify node \"" + name + "\"");
        }
        ApiObject old = attempt.old();
        if (attempt.operation() == Operation.UPDATE && old != null) {
            if (!taints(attempt.fresh()).containsAll(taints(old))
                    || !taints(old).containsAll(taints(attempt.fresh()))) {
                throw refused(attempt, "node \"" + node + "\" is not allowed to modify taints");
            }
        }
        if (attempt.operation() != Operation.DELETE) {
            requireLabels(attempt, node, old == null ? Map.of() : old.labels());
        }
    }

    /** All but the one that {@link NewNodesNotReady} sets: here the node itself says that it takes pods. */
    private static List<JsonObject> taints(ApiObject node) {
        return node.spec().array("taints").objects().stream()
                .filter(taint -> !taint.string("key").equals(NOT_READY))
                .toList();
    }

    /** Labels by which pods are kept to trusted nodes are not the node's own to set. */
    private static void requireLabels(Attempt attempt, String node, Map<String, String> before) {
        attempt.fresh().labels().forEach((label, value) -> {
            String domain = label.contains("/") ? label.substring(0, label.indexOf('/') + 1) : "";
            boolean restricted = domain.endsWith(RESTRICTED_LABELS);
            if (restricted && !value.equals(before.get(label))) {
                throw refused(attempt, "node \"" + node + "\" is not allowed to modify labels: " + label);
            }
        });
    }

    private static void requireOwn(Attempt attempt, String node, boolean place) {
        if (!place || !nameOf(attempt).equals(node)) {
            throw refused(
                    attempt,
                    "can only access " + attempt.resource().plural() + " with the same name as the requesting node");
        }
    }

    private static String nameOf(Attempt attempt) {
        return attempt.name().isEmpty() && attempt.object() != null
                ? attempt.fresh().name()
                : attempt.name();
    }

    private static ApiException refused(Attempt attempt, String why) {
        return ApiException.forbidden(attempt.resource(), nameOf(attempt), why);
    }
}
