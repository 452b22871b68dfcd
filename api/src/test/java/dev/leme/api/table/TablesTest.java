package dev.leme.api.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.Trees;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.lang.reflect.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TablesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final String META = "metadata: {name: n, creationTimestamp: '2026-01-01T00:09:00Z'}, ";

    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of(
                        Resources.STATEFUL_SETS,
                        "spec: {replicas: 3, template: {spec: {containers: [{name: a, image: nginx}, {name: b, image: c}]}}}, status: {readyReplicas: 2}",
                        "Name|Ready|Age|Containers|Images",
                        "n|2/3|60s|a,b|nginx,c"),
                Arguments.of(
                        Resources.DEPLOYMENTS,
                        "spec: {replicas: 2, selector: {matchLabels: {app: x}}}, status: {readyReplicas: 1, updatedReplicas: 2}",
                        "Name|Ready|Up-to-date|Available|Age|Containers|Images|Selector",
                        "n|1/2|2|0|60s|||app=x"),
                Arguments.of(
                        Resources.SERVICES,
                        "spec: {type: ClusterIP, clusterIP: None, clusterIPs: [None], ports: [{port: 80, protocol: TCP}], selector: {app: nginx}}",
                        "Name|Type|Cluster-IP|External-IP|Port(s)|Age|Selector",
                        "n|ClusterIP|None|<none>|80/TCP|60s|app=nginx"),
                Arguments.of(
                        Resources.SERVICES,
                        "spec: {type: LoadBalancer, clusterIP: 10.43.0.1, ports: [{port: 80, nodePort: 30080, protocol: TCP}, {port: 53, protocol: UDP}]}",
                        "Name|Type|Cluster-IP|External-IP|Port(s)|Age|Selector",
                        "n|LoadBalancer|10.43.0.1|<pending>|80:30080/TCP,53/UDP|60s|<none>"),
                Arguments.of(
                        Resources.PERSISTENT_VOLUME_CLAIMS,
                        "spec: {volumeName: pv-1, storageClassName: standard, volumeMode: Filesystem}, status: {phase: Bound, capacity: {storage: 1Gi}, accessModes: [ReadWriteMany, ReadWriteOnce]}",
                        "Name|Status|Volume|Capacity|Access Modes|StorageClass|VolumeAttributesClass|Age|VolumeMode",
                        "n|Bound|pv-1|1Gi|RWO,RWX|standard|<unset>|60s|Filesystem"),
                Arguments.of(
                        Resources.PERSISTENT_VOLUMES,
                        "spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Delete, claimRef: {namespace: default, name: www-nginx-0}, storageClassName: standard}, status: {phase: Bound}",
                        "Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|VolumeAttributesClass|Reason|Age|VolumeMode",
                        "n|1Gi|RWO|Delete|Bound|default/www-nginx-0|standard|<unset>||60s|<unset>"),
                Arguments.of(
                        Resources.NODES,
                        "spec: {unschedulable: true}, status: {conditions: [{type: Ready, status: 'True'}], addresses: [{type: InternalIP, address: 10.0.0.1}], nodeInfo: {kubeletVersion: v1.36.2, osImage: Debian, kernelVersion: k, containerRuntimeVersion: containerd://1}}",
                        "Name|Status|Roles|Age|Version|Internal-IP|External-IP|OS-Image|Kernel-Version|Container-Runtime",
                        "n|Ready,SchedulingDisabled|<none>|60s|v1.36.2|10.0.0.1|<none>|Debian|k|containerd://1"),
                Arguments.of(
                        Resources.EVENTS,
                        "involvedObject: {kind: StatefulSet, name: nginx}, type: Normal, reason: SuccessfulCreate, message: 'hello ', count: 3, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:09:30Z', source: {component: statefulset-controller}",
                        "Last Seen|Type|Reason|Object|Subobject|Source|Message|First Seen|Count|Name",
                        "30s|Normal|SuccessfulCreate|statefulset/nginx||statefulset-controller|hello|10m|3|n"),
                Arguments.of(
                        Resources.JOBS,
                        "spec: {completions: 2, selector: {matchLabels: {a: b}}}, status: {succeeded: 1, startTime: '2026-01-01T00:09:10Z'}",
                        "Name|Status|Completions|Duration|Age|Containers|Images|Selector",
                        "n|Running|1/2|50s|60s|||a=b"),
                Arguments.of(
                        Resources.ENDPOINTS,
                        "subsets: [{addresses: [{ip: 10.0.0.1}, {ip: 10.0.0.2}], ports: [{port: 80}, {port: 81}]}]",
                        "Name|Endpoints|Age",
                        "n|10.0.0.1:80,10.0.0.1:81,10.0.0.2:80 + 1 more...|60s"),
                Arguments.of(
                        Resources.ENDPOINT_SLICES,
                        "addressType: IPv4, ports: [{port: 80}], endpoints: [{addresses: [10.0.0.1]}]",
                        "Name|AddressType|Ports|Endpoints|Age",
                        "n|IPv4|80|10.0.0.1|60s"),
                Arguments.of(Resources.CONFIG_MAPS, "data: {a: b}, binaryData: {c: d}", "Name|Data|Age", "n|2|60s"),
                Arguments.of(Resources.ROLES, "rules: []", "Name|Created At", "n|2026-01-01T00:09:00Z"),
                Arguments.of(
                        Resources.CONTROLLER_REVISIONS,
                        "revision: 4",
                        "Name|Controller|Revision|Age",
                        "n|<none>|4|60s"),
                Arguments.of(
                        Resources.STORAGE_CLASSES,
                        "provisioner: leme.dev/local",
                        "Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion|Age",
                        "n|leme.dev/local|Delete|Immediate|false|60s"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void cells_object_areAsKubectlShowsThem(Resource resource, String body, String columns, String cells) {
        TableRules rules = Tables.of(resource);
        ApiObject object = ApiObject.of(Trees.yaml("{" + META + body + "}"));
        assertEquals(columns, rules.columns().stream().map(Column::name).collect(Collectors.joining("|")));
        assertEquals(
                cells, rules.cells(object, NOW).stream().map(TablesTest::text).collect(Collectors.joining("|")));
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString(String text) ? text : value.toString();
    }

    @Test
    void cells_defaultStorageClass_isMarked() {
        ApiObject object = ApiObject.of(Trees.yaml(
                "{metadata: {name: s, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}}"));
        assertEquals(
                "s (default)",
                text(Tables.of(Resources.STORAGE_CLASSES).cells(object, NOW).getFirst()));
    }

    @Test
    void cells_emptyObjectOfEveryKind_areAsManyAsColumns() throws IllegalAccessException {
        List<String> wrong = new ArrayList<>();
        for (Field field : Resources.class.getFields()) {
            Resource resource = (Resource) field.get(null);
            TableRules rules = Tables.of(resource);
            if (rules.cells(ApiObject.of(JsonObject.EMPTY), NOW).size()
                    != rules.columns().size()) {
                wrong.add(resource.plural());
            }
        }
        assertEquals(List.of(), wrong);
    }
}
