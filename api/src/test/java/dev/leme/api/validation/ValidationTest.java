package dev.leme.api.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.Trees;
import dev.leme.api.defaults.Defaults;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationTest {

    private static Resource resource(String plural) throws IllegalAccessException {
        for (Field field : Resources.class.getFields()) {
            Resource resource = (Resource) field.get(null);
            if (resource.plural().equals(plural) && !resource.group().equals("events.k8s.io")) {
                return resource;
            }
        }
        throw new IllegalArgumentException(plural);
    }

    @Test
    void create_goodObjectOfEveryKind_isAccepted() throws IllegalAccessException {
        List<String> errors = new ArrayList<>();
        for (String plural : Cases.GOOD.keySet()) {
            Resource resource = resource(plural);
            Validation.create(resource, Cases.object(resource, "{}"))
                    .forEach(error -> errors.add(plural + ": " + error));
            ApiObject object = Cases.object(resource, "{}");
            Validation.update(resource, object, object).forEach(error -> errors.add(plural + " update: " + error));
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void create_chapterManifests_areAccepted() {
        for (String name : List.of("statefulset", "service")) {
            Resource resource = name.equals("service") ? Resources.SERVICES : Resources.STATEFUL_SETS;
            JsonObject output = Trees.resource(Defaults.class, name + "-chapter.output.yaml");
            ApiObject object = ApiObject.of(output).withMetadata(meta -> meta.with("namespace", "default"));
            assertEquals("", Cases.lines(Validation.create(resource, object)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    pods | {metadata: {name: null}} | metadata.name: Required value: name or generateName is required
                    pods | {metadata: {namespace: null}} | metadata.namespace: Required value
                    nodes | {metadata: {namespace: a}} | metadata.namespace: Forbidden: not allowed on this type
                    configmaps | {metadata: {finalizers: [mine]}} | metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified
                    configmaps | {metadata: {ownerReferences: [{apiVersion: v1, kind: Pod, name: a, uid: a, controller: true}, {apiVersion: v1, kind: Pod, name: b, uid: b, controller: true}]}} | metadata.ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"Pod","name":"a","uid":"a","controller":true},{"apiVersion":"v1","kind":"Pod","name":"b","uid":"b","controller":true}]: Only one reference can have Controller set to true. Found "true" in references for Pod/a and Pod/b
                    configmaps | {metadata: {ownerReferences: [{apiVersion: v1, kind: Pod, name: a}]}} | metadata.ownerReferences[0].uid: Invalid value: "": must not be empty
                    pods | {spec: {containers: []}} | spec.containers: Required value
                    pods | {spec: {containers: [{name: c}]}} | spec.containers[0].image: Required value
                    pods | {spec: {containers: [{name: c, image: ' i'}]}} | spec.containers[0].image: Invalid value: " i": must not have leading or trailing whitespace
                    pods | {spec: {containers: [{name: c, image: i}, {name: c, image: i}]}} | spec.containers[1].name: Duplicate value: "c"
                    pods | {spec: {restartPolicy: Sometimes}} | spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"
                    pods | {spec: {containers: [{name: c, image: i, ports: [{containerPort: 0}]}]}} | spec.containers[0].ports[0].containerPort: Required value
                    pods | {spec: {containers: [{name: c, image: i, ports: [{containerPort: 70000}]}]}} | spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive
                    pods | {spec: {containers: [{name: c, image: i, ports: [{containerPort: 80, protocol: ICMP}]}]}} | spec.containers[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"
                    pods | {spec: {containers: [{name: c, image: i, volumeMounts: [{name: www, mountPath: /x}]}]}} | spec.containers[0].volumeMounts[0].name: Not found: "www"
                    pods | {spec: {volumes: [{name: v, emptyDir: {}}], containers: [{name: c, image: i, volumeMounts: [{name: v, mountPath: /x}, {name: v, mountPath: /x}]}]}} | spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/x": must be unique
                    pods | {spec: {volumes: [{name: v, emptyDir: {}, hostPath: {path: /x}}]}} | spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type
                    pods | {spec: {volumes: [{name: v, secret: {}}]}} | spec.volumes[0].secret.secretName: Required value
                    pods | {spec: {volumes: [{name: v, hostPath: {path: /a/../b}}]}} | spec.volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain '..'
                    pods | {spec: {containers: [{name: c, image: i, env: [{value: x}]}]}} | spec.containers[0].env[0].name: Required value
                    pods | {spec: {containers: [{name: c, image: i, env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.x}}}]}]}} | spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.x": error converting fieldPath: field label not supported: spec.x
                    pods | {spec: {containers: [{name: c, image: i, env: [{name: A, valueFrom: {secretKeyRef: {name: s}}}]}]}} | spec.containers[0].env[0].valueFrom.secretKeyRef.key: Required value
                    pods | {spec: {containers: [{name: c, image: i, resources: {limits: {cpu: '1'}, requests: {cpu: '2'}}}]}} | spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1
                    pods | {spec: {containers: [{name: c, image: i, resources: {requests: {memory: -1Mi}}}]}} | spec.containers[0].resources.requests[memory]: Invalid value: "-1Mi": must be greater than or equal to 0
                    pods | {spec: {containers: [{name: c, image: i, livenessProbe: {periodSeconds: 5}}]}} | spec.containers[0].livenessProbe: Required value: must specify a handler type
                    pods | {spec: {containers: [{name: c, image: i, livenessProbe: {successThreshold: 2, exec: {command: [x]}}}]}} | spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1
                    pods | {spec: {containers: [{name: c, image: i, readinessProbe: {httpGet: {port: 0}}}]}} | spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive
                    pods | {spec: {initContainers: [{name: i, image: i, readinessProbe: {exec: {command: [x]}}}]}} | spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always
                    pods | {spec: {tolerations: [{effect: Never}]}} | spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys" & spec.tolerations[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"
                    pods | {spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {}}}}} | spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term
                    pods | {spec: {topologySpreadConstraints: [{maxSkew: 0, topologyKey: z, whenUnsatisfiable: DoNotSchedule}]}} | spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero
                    pods | {spec: {dnsPolicy: None}} | spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None
                    pods | {spec: {activeDeadlineSeconds: 0}} | spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive
                    pods | {spec: {ephemeralContainers: [{name: e, image: i}]}} | spec.ephemeralContainers: Forbidden: cannot be set on create
                    pods | {spec: {hostname: A.b}} | spec.hostname: Invalid value: "A.b": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
                    statefulsets | {spec: {selector: {matchLabels: {app: y}}}} | spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`
                    statefulsets | {spec: {selector: null}} | spec.selector: Required value
                    statefulsets | {spec: {replicas: -1}} | spec.replicas: Invalid value: -1: must be greater than or equal to 0
                    statefulsets | {spec: {podManagementPolicy: Any}} | spec.podManagementPolicy: Invalid value: "Any": must be 'OrderedReady' or 'Parallel'
                    statefulsets | {spec: {updateStrategy: {rollingUpdate: {maxUnavailable: 0}}}} | spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0
                    statefulsets | {spec: {updateStrategy: {rollingUpdate: {maxUnavailable: 0%}}}} | spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "0%": cannot be 0
                    statefulsets | {spec: {updateStrategy: {rollingUpdate: {maxUnavailable: -1}}}} | spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: -1: must be greater than or equal to 0
                    statefulsets | {spec: {updateStrategy: {rollingUpdate: {maxUnavailable: 101%}}}} | spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%
                    statefulsets | {spec: {serviceName: null}} |
                    statefulsets | {spec: {volumeClaimTemplates: null}} | spec.template.spec.containers[0].volumeMounts[0].name: Not found: "www"
                    statefulsets | {spec: {volumeClaimTemplates: [{metadata: {name: www}, spec: {accessModes: [ReadWriteOnce]}}]}} | spec.volumeClaimTemplates[0].spec.resources[storage]: Required value
                    deployments | {spec: {selector: {matchLabels: {app: null}}}} | spec.selector: Invalid value: {}: empty selector is invalid for deployment
                    deployments | {spec: {strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}}} | spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'
                    deployments | {spec: {strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}}} | spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0
                    deployments | {spec: {template: {spec: {restartPolicy: Never}}}} | spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"
                    services | {spec: {ports: null}} | spec.ports: Required value
                    services | {spec: {ports: [{port: 80}, {port: 81}]}} | spec.ports[0].name: Required value & spec.ports[1].name: Required value
                    services | {spec: {ports: [{port: 80, name: a}, {port: 80, name: b}]}} | spec.ports[1]: Duplicate value: {"protocol":"TCP","port":80}
                    services | {spec: {type: Any}} | spec.type: Unsupported value: "Any": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"
                    services | {spec: {ports: [{port: 80, nodePort: 30000}]}} | spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'
                    services | {spec: {clusterIP: nowhere, clusterIPs: [nowhere]}} | spec.clusterIPs[0]: Invalid value: "nowhere": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
                    services | {spec: {externalTrafficPolicy: Local}} | spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services
                    services | {metadata: {name: 1x}} |
                    persistentvolumeclaims | {spec: {accessModes: null}} | spec.accessModes: Required value: at least 1 access mode is required
                    persistentvolumeclaims | {spec: {accessModes: [Sometimes]}} | spec.accessModes: Unsupported value: "Sometimes": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"
                    persistentvolumeclaims | {spec: {resources: {requests: {storage: '0'}}}} | spec.resources[storage]: Invalid value: "0": must be greater than zero
                    persistentvolumes | {spec: {hostPath: null}} | spec: Required value: must specify a volume type
                    persistentvolumes | {spec: {hostPath: null, local: {path: /x}}} | spec.nodeAffinity: Required value: Local volume requires node affinity
                    storageclasses | {provisioner: null} | provisioner: Required value
                    configmaps | {data: {a/b: c}} | data[a/b]: Invalid value: "a/b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')
                    configmaps | {binaryData: {a: Yg==}} | binaryData[a]: Invalid value: "a": duplicate of key present in data
                    secrets | {type: kubernetes.io/tls} | data[tls.crt]: Required value & data[tls.key]: Required value
                    secrets | {type: kubernetes.io/dockerconfigjson} | data[.dockerconfigjson]: Required value
                    roles | {rules: [{apiGroups: [''], resources: [pods]}]} | rules[0].verbs: Required value: verbs must contain at least one value
                    roles | {rules: [{nonResourceURLs: [/x], verbs: [get]}]} | rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs
                    rolebindings | {roleRef: {kind: Group}} | roleRef.kind: Unsupported value: "Group": supported values: "Role", "ClusterRole"
                    clusterrolebindings | {subjects: [{kind: ServiceAccount, name: s}]} | subjects[0].namespace: Required value
                    jobs | {spec: {template: {spec: {restartPolicy: Always}}}} | spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"
                    cronjobs | {spec: {schedule: often}} | spec.schedule: Invalid value: "often": expected exactly 5 fields, found 1: [often]
                    endpointslices | {endpoints: [{}]} | endpoints[0].addresses: Required value: must contain at least 1 address
                    endpointslices | {endpoints: [{addresses: [127.0.0.1]}]} | endpoints[0].addresses[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)
                    endpointslices | {addressType: IPv6, endpoints: [{addresses: ['fe80::1']}]} | endpoints[0].addresses[0]: Invalid value: "fe80::1": may not be in the link-local range (169.254.0.0/16, fe80::/10)
                    endpointslices | {addressType: IPv6, endpoints: [{addresses: ['ff02::1']}]} | endpoints[0].addresses[0]: Invalid value: "ff02::1": may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)
                    endpointslices | {addressType: IPv6, endpoints: [{addresses: [10.0.0.1]}]} | endpoints[0].addresses[0]: Invalid value: "10.0.0.1": must be a valid IPv6 address
                    endpointslices | {endpoints: [{addresses: [224.0.1.1]}]} |
                    endpointslices | {addressType: FQDN, endpoints: [{addresses: [one]}]} | endpoints[0].addresses[0]: Invalid value: "one": should be a domain with at least two segments separated by dots
                    endpointslices | {ports: [{name: a, port: 1}, {name: a, port: 2}]} | ports[1].name: Duplicate value: "a"
                    endpointslices | {endpoints: [{addresses: [10.0.0.1], hints: {forZones: [{name: a}, {name: a}]}}]} | endpoints[0].hints.forZones[1]: Duplicate value: "a"
                    endpoints | {subsets: [{addresses: [{ip: 0.0.0.0}]}]} | subsets[0].addresses[0].ip: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0 or ::)
                    endpoints | {subsets: [{notReadyAddresses: [{ip: 169.254.169.254}]}]} | subsets[0].notReadyAddresses[0].ip: Invalid value: "169.254.169.254": may not be in the link-local range (169.254.0.0/16, fe80::/10)
                    endpoints | {subsets: [{addresses: [{ip: '::1'}]}]} | subsets[0].addresses[0].ip: Invalid value: "::1": may not be in the loopback range (127.0.0.0/8, ::1/128)
                    endpoints | {subsets: [{addresses: [{ip: 224.0.0.1}]}]} | subsets[0].addresses[0].ip: Invalid value: "224.0.0.1": may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)
                    endpoints | {subsets: [{addresses: [{ip: 10.0.0.1, hostname: a.b}]}]} | subsets[0].addresses[0].hostname: Invalid value: "a.b": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
                    limitranges | {spec: {limits: [{type: Container, max: {cpu: '1'}, min: {cpu: '2'}, default: {cpu: '1'}, defaultRequest: {cpu: '1'}}]}} | spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1 & spec.limits[0].defaultRequest[cpu]: Invalid value: "2": min value 2 is greater than default request value 1 & spec.limits[0].default[cpu]: Invalid value: "2": min value 2 is greater than default value 1
                    priorityclasses | {value: 2000000000} | value: Forbidden: maximum allowed value of a user defined priority is 1000000000
                    ingresses | {spec: {rules: null}} | spec: Invalid value: {}: either `defaultBackend` or `rules` must be specified
                    networkpolicies | {spec: {ingress: [{from: [{}]}]}} | spec.ingress[0].from[0]: Required value: must specify a peer
                    leases | {spec: {leaseDurationSeconds: 0}} | spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0
                    """)
    void create_badObject_isTold(String plural, String patch, String errors) throws IllegalAccessException {
        Resource resource = resource(plural);
        String expected = errors == null ? "" : errors.replace(" & ", "\n");
        assertEquals(expected, Cases.lines(Validation.create(resource, Cases.object(resource, patch))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    configmaps | {} | {metadata: {uid: other}} | metadata.uid: Invalid value: "other": field is immutable
                    configmaps | {} | {metadata: {resourceVersion: null}} | metadata.resourceVersion: Invalid value: "": must be specified for an update
                    configmaps | {immutable: true} | {data: {a: c}} | immutable: Forbidden: field is immutable when `immutable` is set & data: Forbidden: field is immutable when `immutable` is set
                    configmaps | {metadata: {deletionTimestamp: t}} | {metadata: {deletionTimestamp: t, finalizers: [a.b/c]}} | metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a.b/c"}
                    secrets | {} | {type: kubernetes.io/opaque} | type: Invalid value: "kubernetes.io/opaque": field is immutable
                    statefulsets | {} | {spec: {replicas: 5, template: {spec: {containers: [{name: c, image: other}]}}}} |
                    statefulsets | {} | {spec: {serviceName: other}} | spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden
                    statefulsets | {} | {spec: {volumeClaimTemplates: [{metadata: {name: www}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}]}} |
                    statefulsets | {} | {spec: {volumeClaimTemplates: [{metadata: {name: www}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}}]}} | spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden
                    statefulsets | {} | {spec: {volumeClaimTemplates: [{metadata: {name: www}, spec: {accessModes: [ReadWriteOnce], storageClassName: other, resources: {requests: {storage: 2Gi}}}}]}} | spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden
                    deployments | {} | {spec: {selector: {matchLabels: {b: c}}, template: {metadata: {labels: {b: c}}}}} | spec.selector: Invalid value: {"matchLabels":{"app":"x","b":"c"}}: field is immutable
                    services | {} | {spec: {clusterIP: 10.43.0.6, clusterIPs: [10.43.0.6]}} | spec.clusterIPs[0]: Invalid value: ["10.43.0.6"]: may not change once set
                    pods | {} | {spec: {containers: [{name: c, image: other}], tolerations: [{operator: Exists}]}} |
                    pods | {} | {spec: {containers: [{name: c, image: i}, {name: d, image: i}]}} | spec.containers: Forbidden: pod updates may not add or remove containers
                    pods | {spec: {tolerations: [{key: a, operator: Exists}]}} | {} | spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds
                    pods | {spec: {activeDeadlineSeconds: 5}} | {spec: {activeDeadlineSeconds: 6}} | spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value
                    pods | {} | {spec: {nodeName: n}} | spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative) & + spec.nodeName: "n"
                    persistentvolumeclaims | {} | {spec: {volumeName: pv}} |
                    persistentvolumeclaims | {} | {spec: {accessModes: [ReadWriteMany]}} | spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims & - spec.accessModes[0]: "ReadWriteOnce" & + spec.accessModes[0]: "ReadWriteMany"
                    persistentvolumeclaims | {status: {phase: Bound}} | {status: {phase: Bound}, spec: {resources: {requests: {storage: 2Gi}}}} |
                    persistentvolumeclaims | {status: {phase: Bound, capacity: {storage: 1Gi}}} | {status: {phase: Bound, capacity: {storage: 1Gi}}, spec: {resources: {requests: {storage: 1Mi}}}} | spec.resources.requests.storage: Forbidden: field can not be less than status.capacity
                    storageclasses | {} | {provisioner: other} | provisioner: Forbidden: updates to provisioner are forbidden.
                    rolebindings | {} | {roleRef: {name: other}} | roleRef: Invalid value: {"kind":"Role","name":"other","apiGroup":"rbac.authorization.k8s.io"}: cannot change roleRef
                    controllerrevisions | {} | {data: {a: b}} | data: Invalid value: {"a":"b"}: field is immutable
                    priorityclasses | {} | {value: 6} | value: Forbidden: may not be changed in an update.
                    """)
    void update_badChange_isTold(String plural, String old, String fresh, String errors) throws IllegalAccessException {
        Resource resource = resource(plural);
        String expected = errors == null ? "" : errors.replace(" & ", "\n");
        assertEquals(
                expected,
                Cases.lines(Validation.update(resource, Cases.object(resource, fresh), Cases.object(resource, old))));
    }

    @Test
    void updateStatus_moreReadyThanThereAre_isTold() {
        ApiObject old = Cases.object(Resources.STATEFUL_SETS, "{}");
        ApiObject fresh = Cases.object(Resources.STATEFUL_SETS, "{status: {replicas: 1, readyReplicas: 2}}");
        assertEquals(
                "status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas",
                Cases.lines(Validation.updateStatus(Resources.STATEFUL_SETS, fresh, old)));
    }

    @Test
    void create_eventOfTheNewForm_mustBeComplete() {
        ApiObject event = ApiObject.of(Trees.yaml(
                "{metadata: {name: e, namespace: default}, regarding: {namespace: other}, type: Loud, note: hi}"));
        assertEquals("""
                involvedObject.namespace: Invalid value: "other": does not match event.namespace
                eventTime: Required value
                reportingController: Required value
                reportingInstance: Required value
                action: Required value
                reason: Required value
                type: Invalid value: "": has invalid value: Loud""", Cases.lines(Validation.create(Resources.EVENTS_V1, event)));
    }

    @Test
    void create_annotationsBeyondTheirLimit_areTooLong() {
        ApiObject object =
                Cases.object(Resources.CONFIG_MAPS, "{metadata: {annotations: {a: '" + "x".repeat(262_144) + "'}}}");
        assertEquals(
                "metadata.annotations: Too long: may not be more than 262144 bytes",
                Cases.lines(Validation.create(Resources.CONFIG_MAPS, object)));
    }

    @Test
    void resize_cpu_isAllowedAndNothingElse() {
        ApiObject old = Cases.object(
                Resources.PODS, "{spec: {containers: [{name: c, image: i, resources: {requests: {cpu: '1'}}}]}}");
        ApiObject more = Cases.object(
                Resources.PODS, "{spec: {containers: [{name: c, image: i, resources: {requests: {cpu: '2'}}}]}}");
        ApiObject other = Cases.object(
                Resources.PODS, "{spec: {containers: [{name: c, image: j, resources: {requests: {cpu: '1'}}}]}}");
        assertEquals("", Cases.lines(Validation.resize(more, old)));
        assertEquals("""
                spec: Forbidden: only cpu and memory resources are mutable
                spec: Forbidden: only cpu and memory resources are mutable
                - spec.containers[0].image: "i"
                + spec.containers[0].image: "j\"""", Cases.lines(Validation.resize(other, old)));
    }

    @Test
    void updateEphemeralContainers_added_isAllowedAndRemovedIsNot() {
        ApiObject none = Cases.object(Resources.PODS, "{}");
        ApiObject one = Cases.object(
                Resources.PODS,
                "{spec: {ephemeralContainers: [{name: debug, image: busybox, targetContainerName: c}]}}");
        assertEquals("", Cases.lines(Validation.updateEphemeralContainers(one, none)));
        assertEquals(
                "spec.ephemeralContainers: Forbidden: existing ephemeral containers \"debug\" may not be removed\n",
                Cases.lines(Validation.updateEphemeralContainers(none, one)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    pods | {spec: {nodeSelector: {beta.kubernetes.io/os: linux}}} | spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead
                    pods | {spec: {containers: [{name: c, image: i, env: [{name: A, value: a}, {name: A, value: b}]}]}} | spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply
                    deployments | {spec: {template: {spec: {containers: [{name: c, image: i, resources: {limits: {memory: 100m}}}]}}}} | spec.template.spec.containers[0].resources.limits[memory]: fractional byte value "100m" is invalid, must be an integer
                    ingresses | {metadata: {annotations: {kubernetes.io/ingress.class: x}}} | annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead
                    statefulsets | {} |
                    """)
    void warnings_object_areAsUpstreams(String plural, String patch, String warnings) throws IllegalAccessException {
        Resource resource = resource(plural);
        assertEquals(
                warnings == null ? "" : warnings,
                String.join("\n", Warnings.of(resource, Cases.object(resource, patch), null)));
    }
}
