package dev.leme.api.validation;

import dev.leme.api.Trees;
import dev.leme.api.defaults.Defaults;
import dev.leme.api.field.FieldError;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.patch.MergePatch;
import dev.leme.api.resource.Resource;
import java.util.List;
import java.util.Map;

/** Objects that are valid, changed by a merge patch until they aren't. */
final class Cases {

    static final Map<String, String> GOOD = Map.ofEntries(
            Map.entry("pods", "{spec: {containers: [{name: c, image: nginx}]}}"),
            Map.entry("statefulsets", """
                    {spec: {serviceName: n, selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}},
                     spec: {containers: [{name: c, image: nginx, volumeMounts: [{name: www, mountPath: /w}]}]}},
                     volumeClaimTemplates: [{metadata: {name: www}, spec: {accessModes: [ReadWriteOnce],
                      resources: {requests: {storage: 1Gi}}}}]}}"""),
            Map.entry("deployments", """
                    {spec: {selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}},
                     spec: {containers: [{name: c, image: nginx}]}}}}"""),
            Map.entry("services", "{spec: {clusterIP: 10.43.0.5, clusterIPs: [10.43.0.5], ports: [{port: 80}]}}"),
            Map.entry(
                    "persistentvolumeclaims",
                    "{spec: {accessModes: [ReadWriteOnce], storageClassName: s, resources: {requests: {storage: 1Gi}}}}"),
            Map.entry(
                    "persistentvolumes",
                    "{spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /x}}}"),
            Map.entry("storageclasses", "{provisioner: leme.dev/local}"),
            Map.entry("configmaps", "{data: {a: b}}"),
            Map.entry("secrets", "{data: {a: Yg==}}"),
            Map.entry("namespaces", "{}"),
            Map.entry("nodes", "{}"),
            Map.entry("roles", "{rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}"),
            Map.entry("clusterroles", "{rules: [{nonResourceURLs: [/healthz], verbs: [get]}]}"),
            Map.entry(
                    "rolebindings",
                    "{roleRef: {kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: s, namespace: default}]}"),
            Map.entry(
                    "clusterrolebindings",
                    "{roleRef: {kind: ClusterRole, name: r}, subjects: [{kind: ServiceAccount, name: s, namespace: default}]}"),
            Map.entry("jobs", """
                    {spec: {manualSelector: true, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}},
                     spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}"""),
            Map.entry("cronjobs", """
                    {spec: {schedule: '*/5 * * * *', jobTemplate: {spec: {template: {spec: {restartPolicy: Never,
                     containers: [{name: c, image: i}]}}}}}}"""),
            Map.entry("endpointslices", "{addressType: IPv4, endpoints: [{addresses: [10.0.0.1]}]}"),
            Map.entry("limitranges", "{spec: {limits: [{type: Container, max: {cpu: '2'}, min: {cpu: '1'}}]}}"),
            Map.entry("priorityclasses", "{value: 5}"),
            Map.entry("controllerrevisions", "{data: {}, revision: 1}"),
            Map.entry("ingresses", """
                    {spec: {rules: [{host: a.b, http: {paths: [{path: /, pathType: Prefix,
                     backend: {service: {name: s, port: {number: 80}}}}]}}]}}"""),
            Map.entry("networkpolicies", "{spec: {podSelector: {}}}"),
            Map.entry("leases", "{spec: {holderIdentity: h, leaseDurationSeconds: 15}}"));

    private Cases() {}

    /** The good object of the kind, changed by {@code patch}, with its defaults. */
    static ApiObject object(Resource resource, String patch) {
        JsonObject metadata = Trees.yaml("{name: x, uid: u, resourceVersion: '1'}");
        JsonObject good = Trees.yaml(GOOD.getOrDefault(resource.plural(), "{}"))
                .with("metadata", resource.namespaced() ? metadata.with("namespace", "default") : metadata);
        JsonObject changed = (JsonObject) MergePatch.apply(good, Trees.yaml(patch));
        return ApiObject.of(Defaults.apply(resource, changed));
    }

    static String lines(List<FieldError> errors) {
        return String.join("\n", errors.stream().map(FieldError::toString).toList());
    }
}
