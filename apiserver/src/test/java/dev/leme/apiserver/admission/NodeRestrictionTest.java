package dev.leme.apiserver.admission;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.auth.KnownObjects;
import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Operation;
import dev.leme.apiserver.storage.Part;
import dev.leme.apiserver.storage.WriteContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeRestrictionTest {

    private static final ApiObject MINE = pod("n1", "");
    private static final ApiObject THEIRS = pod("n2", "");

    private final NodeRestriction restriction = new NodeRestriction();
    private User user = User.of("system:node:n1", "system:nodes");

    private static ApiObject pod(String node, String metadata) {
        return KnownObjects.object(
                "{'metadata':{'name':'p','namespace':'a'" + metadata + "},'spec':{'nodeName':'" + node + "'}}");
    }

    private static ApiObject node(String name, String labels, String spec) {
        return KnownObjects.object(
                "{'metadata':{'name':'" + name + "','labels':{" + labels + "}},'spec':{" + spec + "}}");
    }

    private void attempt(
            Operation operation, Resource resource, Part part, @Nullable ApiObject fresh, @Nullable ApiObject old) {
        ApiObject named = fresh == null ? old : fresh;
        String name = named == null ? "" : named.name();
        String namespace = named == null ? "" : named.namespace();
        restriction.validate(new Attempt(
                operation,
                resource,
                part,
                fresh,
                old,
                namespace,
                name,
                new WriteContext(user, "test", false, false, text -> {})));
    }

    private String refusal(
            Operation operation, Resource resource, Part part, @Nullable ApiObject fresh, @Nullable ApiObject old) {
        return String.valueOf(assertThrows(ApiException.class, () -> attempt(operation, resource, part, fresh, old))
                .getMessage());
    }

    @Test
    void pod_onTheNode_isItsToReportAndDelete_onAnotherItIsNot() {
        assertDoesNotThrow(() -> attempt(Operation.UPDATE, Resources.PODS, Part.STATUS, MINE, MINE));
        assertDoesNotThrow(() -> attempt(Operation.DELETE, Resources.PODS, Part.MAIN, null, MINE));
        assertEquals(
                "pods \"p\" is forbidden: node \"n1\" can only update pod status for pods with spec.nodeName set to itself",
                refusal(Operation.UPDATE, Resources.PODS, Part.STATUS, THEIRS, THEIRS));
        assertEquals(
                "pods \"p\" is forbidden: node \"n1\" can only delete pods with spec.nodeName set to itself",
                refusal(Operation.DELETE, Resources.PODS, Part.MAIN, null, THEIRS));
        assertEquals(
                "pods \"p\" is forbidden: pod does not have \"kubernetes.io/config.mirror\" annotation, node \"n1\" can only "
                        + "create mirror pods",
                refusal(Operation.CREATE, Resources.PODS, Part.MAIN, MINE, null));
        ApiObject mirror = pod("n1", ",'annotations':{'kubernetes.io/config.mirror':'x'}");
        assertDoesNotThrow(() -> attempt(Operation.CREATE, Resources.PODS, Part.MAIN, mirror, null));
    }

    @Test
    void node_isItsOwn_butItsTaintsAndTrustedLabelsAreNot() {
        ApiObject own = node("n1", "", "'taints':[{'key':'k'}]");
        assertDoesNotThrow(() -> attempt(Operation.CREATE, Resources.NODES, Part.MAIN, own, null));
        assertDoesNotThrow(() -> attempt(Operation.UPDATE, Resources.NODES, Part.STATUS, own, own));
        assertEquals(
                "nodes \"n2\" is forbidden: node \"n1\" is not allowed to modify node \"n2\"",
                refusal(Operation.UPDATE, Resources.NODES, Part.STATUS, node("n2", "", ""), node("n2", "", "")));
        assertEquals(
                "nodes \"n1\" is forbidden: node \"n1\" is not allowed to modify taints",
                refusal(Operation.UPDATE, Resources.NODES, Part.MAIN, node("n1", "", ""), own));
        assertEquals(
                "nodes \"n1\" is forbidden: node \"n1\" is not allowed to modify labels: node-restriction.kubernetes.io/x",
                refusal(
                        Operation.CREATE,
                        Resources.NODES,
                        Part.MAIN,
                        node("n1", "'node-restriction.kubernetes.io/x':'1'", ""),
                        null));
    }

    @Test
    void node_thatIsReady_takesItsOwnNotReadyTaintAway() {
        ApiObject tainted = node("n1", "", "'taints':[{'key':'node.kubernetes.io/not-ready'},{'key':'k'}]");

        assertDoesNotThrow(() -> attempt(
                Operation.UPDATE, Resources.NODES, Part.MAIN, node("n1", "", "'taints':[{'key':'k'}]"), tainted));
    }

    @Test
    void lease_ofAnotherNode_isRefused() {
        ApiObject other = KnownObjects.object("{'metadata':{'name':'n2','namespace':'kube-node-lease'}}");
        assertEquals(
                "leases.coordination.k8s.io \"n2\" is forbidden: can only access leases with the same name as the requesting node",
                refusal(Operation.CREATE, Resources.LEASES, Part.MAIN, other, null));
    }

    @Test
    void others_areNotRestricted() {
        user = User.of("ann");

        assertDoesNotThrow(() -> attempt(Operation.DELETE, Resources.PODS, Part.MAIN, null, THEIRS));
    }
}
