package dev.leme.api.defaults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.Trees;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DefaultsTest {

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("statefulset-chapter", Resources.STATEFUL_SETS),
                Arguments.of("service-chapter", Resources.SERVICES),
                Arguments.of("pod-everything", Resources.PODS));
    }

    @ParameterizedTest
    @MethodSource("files")
    void create_manifest_comesOutAsFromUpstream(String name, Resource resource) {
        JsonObject input = Trees.resource(getClass(), name + ".input.yaml");
        JsonObject output = Trees.resource(getClass(), name + ".output.yaml");
        ApiObject created = Prepare.forCreate(resource, ApiObject.of(Defaults.apply(resource, input)));
        assertEquals(output, created.json());
        assertEquals(Defaults.apply(resource, created.json()), created.json(), "a second time changes nothing");
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of(
                        Resources.DEPLOYMENTS,
                        "{spec: {template: {spec: {containers: []}}, strategy: {type: Recreate}}}",
                        """
                        {spec: {replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, strategy: {type: Recreate},
                         template: {metadata: {}, spec: {restartPolicy: Always, terminationGracePeriodSeconds: 30,
                          dnsPolicy: ClusterFirst, securityContext: {}, schedulerName: default-scheduler}}}}"""),
                Arguments.of(
                        Resources.PERSISTENT_VOLUME_CLAIMS,
                        "{spec: {resources: {requests: {storage: 1073741824}}}}",
                        """
                        {spec: {volumeMode: Filesystem, resources: {requests: {storage: '1073741824'}}},
                         status: {phase: Pending}}"""),
                Arguments.of(
                        Resources.PERSISTENT_VOLUMES, "{spec: {capacity: {storage: 1Gi}, hostPath: {path: /x}}}", """
                        {spec: {capacity: {storage: 1Gi}, hostPath: {path: /x, type: ''}, volumeMode: Filesystem,
                         persistentVolumeReclaimPolicy: Retain}, status: {phase: Pending}}"""),
                Arguments.of(
                        Resources.STORAGE_CLASSES,
                        "{provisioner: x}",
                        "{provisioner: x, reclaimPolicy: Delete, volumeBindingMode: Immediate}"),
                Arguments.of(
                        Resources.SECRETS,
                        "{data: {a: eA==, b: eQ==}, stringData: {b: hello}}",
                        "{type: Opaque, data: {a: eA==, b: aGVsbG8=}}"),
                Arguments.of(
                        Resources.NAMESPACES,
                        "{metadata: {name: x}}",
                        "{metadata: {name: x, labels: {kubernetes.io/metadata.name: x}}, spec: {}, status: {phase: Active}}"),
                Arguments.of(
                        Resources.SERVICES,
                        "{spec: {type: LoadBalancer, sessionAffinity: ClientIP, ports: [{port: 80, targetPort: web}]}}",
                        """
                        {spec: {type: LoadBalancer, sessionAffinity: ClientIP, externalTrafficPolicy: Cluster,
                         internalTrafficPolicy: Cluster, allocateLoadBalancerNodePorts: true,
                         sessionAffinityConfig: {clientIP: {timeoutSeconds: 10800}},
                         ports: [{port: 80, protocol: TCP, targetPort: web}]}}"""),
                Arguments.of(
                        Resources.LIMIT_RANGES,
                        "{spec: {limits: [{type: Container, max: {cpu: '2'}, min: {memory: 1Mi}}]}}",
                        """
                        {spec: {limits: [{type: Container, max: {cpu: '2'}, min: {memory: 1Mi}, default: {cpu: '2'},
                         defaultRequest: {cpu: '2', memory: 1Mi}}]}}"""),
                Arguments.of(
                        Resources.CLUSTER_ROLE_BINDINGS,
                        "{roleRef: {kind: ClusterRole, name: r}, subjects: [{kind: User, name: u}, {kind: ServiceAccount, name: s}]}",
                        """
                        {roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}, subjects:
                         [{apiGroup: rbac.authorization.k8s.io, kind: User, name: u}, {kind: ServiceAccount, name: s}]}"""),
                Arguments.of(Resources.CRON_JOBS, """
                        {spec: {schedule: '* * * * *', jobTemplate: {spec: {
                         podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]},
                         template: {spec: {restartPolicy: Never}}}}}}""", """
                        {spec: {schedule: '* * * * *', concurrencyPolicy: Allow, suspend: false,
                         successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1,
                         jobTemplate: {metadata: {}, spec: {podFailurePolicy: {rules: [{action: Ignore,
                          onPodConditions: [{type: DisruptionTarget, status: 'True'}]}]}, template: {metadata: {}, spec: {restartPolicy: Never,
                          terminationGracePeriodSeconds: 30, dnsPolicy: ClusterFirst, securityContext: {},
                          schedulerName: default-scheduler}}}}}}"""),
                Arguments.of(
                        Resources.STATEFUL_SETS,
                        "{spec: {updateStrategy: {rollingUpdate: {}}, template: {spec: {restartPolicy: Always}}}}",
                        """
                        {spec: {replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: OrderedReady, serviceName: '',
                         updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}},
                         persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Retain},
                         template: {metadata: {}, spec: {restartPolicy: Always, terminationGracePeriodSeconds: 30,
                          dnsPolicy: ClusterFirst, securityContext: {}, schedulerName: default-scheduler}}}}"""),
                Arguments.of(Resources.DAEMON_SETS, "{spec: {template: {spec: {}}}}", """
                        {spec: {revisionHistoryLimit: 10,
                         updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 1, maxSurge: 0}},
                         template: {metadata: {}, spec: {restartPolicy: Always, terminationGracePeriodSeconds: 30,
                          dnsPolicy: ClusterFirst, securityContext: {}, schedulerName: default-scheduler}}}}"""));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void apply_kind_fillsIn(Resource resource, String input, String output) {
        assertEquals(Trees.yaml(output), Defaults.apply(resource, Trees.yaml(input)));
        assertEquals(Trees.yaml(output), Defaults.apply(resource, Trees.yaml(output)));
    }

    @Test
    void apply_customKind_isLeftAlone() {
        JsonObject custom = Trees.yaml("{spec: {list: [], nothing: null}}");
        Resource widgets = new Resource("example.com", "v1", "widgets", "Widget", true);
        assertEquals(custom, Defaults.apply(widgets, custom));
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, Always",
        "nginx:latest, Always",
        "nginx:1.27, IfNotPresent",
        "localhost:5000/nginx, Always",
        "localhost:5000/a/nginx:v2, IfNotPresent",
        "nginx@sha256:aa, IfNotPresent",
        "nginx:latest@sha256:aa, Always",
    })
    void pullPolicy_followsTheTag(String image, String policy) {
        assertEquals(policy, ContainerDefaults.pullPolicy(image));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {containers: [{}]} | BestEffort
                    {containers: [{resources: {requests: {cpu: '1'}}}]} | Burstable
                    {containers: [{resources: {limits: {cpu: '1', memory: 1Gi}, requests: {cpu: '1', memory: 1Gi}}}]} | Guaranteed
                    {containers: [{resources: {limits: {cpu: '1', memory: 1Gi}, requests: {cpu: 500m, memory: 1Gi}}}]} | Burstable
                    {containers: [{resources: {limits: {cpu: '1', memory: 1Gi}, requests: {cpu: '1', memory: 1Gi}}}, {}]} | Burstable
                    """)
    void qualityOfService_followsTheResources(String spec, String qosClass) {
        assertEquals(qosClass, QualityOfService.of(Trees.yaml(spec)));
    }
}
