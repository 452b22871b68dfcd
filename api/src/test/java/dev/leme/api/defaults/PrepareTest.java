package dev.leme.api.defaults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.leme.api.Trees;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrepareTest {

    private static ApiObject object(String yaml) {
        return ApiObject.of(Trees.yaml(yaml));
    }

    @Test
    void update_specChanged_countsAndKeepsTheStatus() {
        ApiObject old = object("{metadata: {generation: 4}, spec: {replicas: 1}, status: {replicas: 1}}");
        ApiObject fresh = object("{metadata: {generation: 9}, spec: {replicas: 2}, status: {replicas: 7}}");
        ApiObject result = Prepare.forUpdate(Resources.STATEFUL_SETS, fresh, old);
        assertEquals(object("{metadata: {generation: 5}, spec: {replicas: 2}, status: {replicas: 1}}"), result);
    }

    @Test
    void update_onlyMetadataChanged_doesNotCount() {
        ApiObject old = object("{metadata: {generation: 4}, spec: {replicas: 1}}");
        ApiObject fresh = object("{metadata: {labels: {a: b}}, spec: {replicas: 1}}");
        assertEquals(4, Prepare.forUpdate(Resources.DEPLOYMENTS, fresh, old).generation());
    }

    @Test
    void updateStatus_specChanged_keepsTheOldSpec() {
        ApiObject old = object("{metadata: {generation: 4, labels: {a: b}}, spec: {replicas: 1}, status: {}}");
        ApiObject fresh = object("{metadata: {labels: {a: c}}, spec: {replicas: 2}, status: {replicas: 3}}");
        assertEquals(
                object("{metadata: {generation: 4, labels: {a: b}}, spec: {replicas: 1}, status: {replicas: 3}}"),
                Prepare.forStatusUpdate(Resources.DEPLOYMENTS, fresh, old));
    }

    @Test
    void updateStatus_podWithoutQosClass_keepsIt() {
        ApiObject old = object("{metadata: {generation: 1}, spec: {}, status: {phase: Pending, qosClass: Burstable}}");
        ApiObject fresh = object("{metadata: {}, spec: {}, status: {phase: Running}}");
        assertEquals(
                object("{metadata: {generation: 1}, spec: {}, status: {phase: Running, qosClass: Burstable}}"),
                Prepare.forStatusUpdate(Resources.PODS, fresh, old));
    }

    @Test
    void create_namespace_getsItsFinalizer() {
        ApiObject created = Prepare.forCreate(Resources.NAMESPACES, object("{metadata: {name: x}, spec: {}}"));
        assertEquals(
                object("{metadata: {name: x}, spec: {finalizers: [kubernetes]}, status: {phase: Active}}"), created);
    }

    @Test
    void create_node_keepsItsStatus() {
        ApiObject created = Prepare.forCreate(Resources.NODES, object("{metadata: {name: x}, status: {a: b}}"));
        assertEquals("b", created.status().string("a"));
    }

    @Test
    void create_job_selectsByUid() {
        ApiObject created = Prepare.forCreate(
                Resources.JOBS, object("{metadata: {name: j, uid: u}, spec: {template: {metadata: {}, spec: {}}}}"));
        assertEquals(
                Trees.yaml("{matchLabels: {batch.kubernetes.io/controller-uid: u}}"),
                created.spec().object("selector"));
        assertEquals(
                Trees.yaml(
                        "{batch.kubernetes.io/job-name: j, batch.kubernetes.io/controller-uid: u, job-name: j, controller-uid: u}"),
                created.spec().object("template").object("metadata").object("labels"));
    }

    @Test
    void updateService_addressAndNodePortsLeftOut_keepsThem() {
        ApiObject old = object(
                "{metadata: {}, spec: {type: NodePort, clusterIP: 10.43.0.9, clusterIPs: [10.43.0.9], ports: [{port: 80, protocol: TCP, nodePort: 30080}]}}");
        ApiObject fresh = object("{metadata: {}, spec: {type: NodePort, ports: [{port: 80, protocol: TCP}]}}");
        ApiObject result = Prepare.forUpdate(Resources.SERVICES, fresh, old);
        assertEquals("10.43.0.9", result.spec().string("clusterIP"));
        assertEquals(old.spec().array("ports"), result.spec().array("ports"));
    }

    @Test
    void updateService_singularAddressChanged_changesThePluralToo() {
        ApiObject old =
                object("{metadata: {}, spec: {type: ClusterIP, clusterIP: 10.43.0.9, clusterIPs: [10.43.0.9]}}");
        ApiObject fresh =
                object("{metadata: {}, spec: {type: ClusterIP, clusterIP: 10.43.0.8, clusterIPs: [10.43.0.9]}}");
        ApiObject result = Prepare.forUpdate(Resources.SERVICES, fresh, old);
        assertEquals(List.of("10.43.0.8"), result.spec().array("clusterIPs").strings());
    }

    @Test
    void updateService_toExternalName_givesTheAddressBack() {
        ApiObject old =
                object("{metadata: {}, spec: {type: ClusterIP, clusterIP: 10.43.0.9, clusterIPs: [10.43.0.9]}}");
        ApiObject fresh = object(
                "{metadata: {}, spec: {type: ExternalName, externalName: x.y, clusterIP: 10.43.0.9, clusterIPs: [10.43.0.9]}}");
        assertFalse(Prepare.forUpdate(Resources.SERVICES, fresh, old).spec().has("clusterIP"));
    }
}
