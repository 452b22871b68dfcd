package dev.leme.api.resource;

/** The resources of v1.36 that code names; the API server's catalog says which of them are served. */
public final class Resources {

    private Resources() {}

    public static final Resource BINDINGS = new Resource("", "v1", "bindings", "Binding", true);
    public static final Resource CONFIG_MAPS = new Resource("", "v1", "configmaps", "ConfigMap", true);
    public static final Resource ENDPOINTS = new Resource("", "v1", "endpoints", "Endpoints", true);
    public static final Resource EVENTS = new Resource("", "v1", "events", "Event", true);
    public static final Resource LIMIT_RANGES = new Resource("", "v1", "limitranges", "LimitRange", true);
    public static final Resource NAMESPACES = new Resource("", "v1", "namespaces", "Namespace", false);
    public static final Resource NODES = new Resource("", "v1", "nodes", "Node", false);
    public static final Resource PERSISTENT_VOLUME_CLAIMS =
            new Resource("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true);
    public static final Resource PERSISTENT_VOLUMES =
            new Resource("", "v1", "persistentvolumes", "PersistentVolume", false);
    public static final Resource PODS = new Resource("", "v1", "pods", "Pod", true);
    public static final Resource POD_TEMPLATES = new Resource("", "v1", "podtemplates", "PodTemplate", true);
    public static final Resource REPLICATION_CONTROLLERS =
            new Resource("", "v1", "replicationcontrollers", "ReplicationController", true);
    public static final Resource RESOURCE_QUOTAS = new Resource("", "v1", "resourcequotas", "ResourceQuota", true);
    public static final Resource SECRETS = new Resource("", "v1", "secrets", "Secret", true);
    public static final Resource SERVICE_ACCOUNTS = new Resource("", "v1", "serviceaccounts", "ServiceAccount", true);
    public static final Resource SERVICES = new Resource("", "v1", "services", "Service", true);
    public static final Resource API_SERVICES =
            new Resource("apiregistration.k8s.io", "v1", "apiservices", "APIService", false);
    public static final Resource CONTROLLER_REVISIONS =
            new Resource("apps", "v1", "controllerrevisions", "ControllerRevision", true);
    public static final Resource DAEMON_SETS = new Resource("apps", "v1", "daemonsets", "DaemonSet", true);
    public static final Resource DEPLOYMENTS = new Resource("apps", "v1", "deployments", "Deployment", true);
    public static final Resource REPLICA_SETS = new Resource("apps", "v1", "replicasets", "ReplicaSet", true);
    public static final Resource STATEFUL_SETS = new Resource("apps", "v1", "statefulsets", "StatefulSet", true);
    public static final Resource EVENTS_V1 = new Resource("events.k8s.io", "v1", "events", "Event", true);
    public static final Resource SELF_SUBJECT_REVIEWS =
            new Resource("authentication.k8s.io", "v1", "selfsubjectreviews", "SelfSubjectReview", false);
    public static final Resource TOKEN_REVIEWS =
            new Resource("authentication.k8s.io", "v1", "tokenreviews", "TokenReview", false);
    public static final Resource LOCAL_SUBJECT_ACCESS_REVIEWS =
            new Resource("authorization.k8s.io", "v1", "localsubjectaccessreviews", "LocalSubjectAccessReview", true);
    public static final Resource SELF_SUBJECT_ACCESS_REVIEWS =
            new Resource("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false);
    public static final Resource SELF_SUBJECT_RULES_REVIEWS =
            new Resource("authorization.k8s.io", "v1", "selfsubjectrulesreviews", "SelfSubjectRulesReview", false);
    public static final Resource SUBJECT_ACCESS_REVIEWS =
            new Resource("authorization.k8s.io", "v1", "subjectaccessreviews", "SubjectAccessReview", false);
    public static final Resource HORIZONTAL_POD_AUTOSCALERS =
            new Resource("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true);
    public static final Resource CRON_JOBS = new Resource("batch", "v1", "cronjobs", "CronJob", true);
    public static final Resource JOBS = new Resource("batch", "v1", "jobs", "Job", true);
    public static final Resource CERTIFICATE_SIGNING_REQUESTS =
            new Resource("certificates.k8s.io", "v1", "certificatesigningrequests", "CertificateSigningRequest", false);
    public static final Resource INGRESS_CLASSES =
            new Resource("networking.k8s.io", "v1", "ingressclasses", "IngressClass", false);
    public static final Resource INGRESSES = new Resource("networking.k8s.io", "v1", "ingresses", "Ingress", true);
    public static final Resource IP_ADDRESSES =
            new Resource("networking.k8s.io", "v1", "ipaddresses", "IPAddress", false);
    public static final Resource NETWORK_POLICIES =
            new Resource("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true);
    public static final Resource SERVICE_CIDRS =
            new Resource("networking.k8s.io", "v1", "servicecidrs", "ServiceCIDR", false);
    public static final Resource POD_DISRUPTION_BUDGETS =
            new Resource("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true);
    public static final Resource CLUSTER_ROLE_BINDINGS =
            new Resource("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false);
    public static final Resource CLUSTER_ROLES =
            new Resource("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false);
    public static final Resource ROLE_BINDINGS =
            new Resource("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true);
    public static final Resource ROLES = new Resource("rbac.authorization.k8s.io", "v1", "roles", "Role", true);
    public static final Resource CSI_DRIVERS = new Resource("storage.k8s.io", "v1", "csidrivers", "CSIDriver", false);
    public static final Resource CSI_NODES = new Resource("storage.k8s.io", "v1", "csinodes", "CSINode", false);
    public static final Resource CSI_STORAGE_CAPACITIES =
            new Resource("storage.k8s.io", "v1", "csistoragecapacities", "CSIStorageCapacity", true);
    public static final Resource STORAGE_CLASSES =
            new Resource("storage.k8s.io", "v1", "storageclasses", "StorageClass", false);
    public static final Resource VOLUME_ATTACHMENTS =
            new Resource("storage.k8s.io", "v1", "volumeattachments", "VolumeAttachment", false);
    public static final Resource VOLUME_ATTRIBUTES_CLASSES =
            new Resource("storage.k8s.io", "v1", "volumeattributesclasses", "VolumeAttributesClass", false);
    public static final Resource MUTATING_ADMISSION_POLICIES = new Resource(
            "admissionregistration.k8s.io", "v1", "mutatingadmissionpolicies", "MutatingAdmissionPolicy", false);
    public static final Resource MUTATING_ADMISSION_POLICY_BINDINGS = new Resource(
            "admissionregistration.k8s.io",
            "v1",
            "mutatingadmissionpolicybindings",
            "MutatingAdmissionPolicyBinding",
            false);
    public static final Resource MUTATING_WEBHOOK_CONFIGURATIONS = new Resource(
            "admissionregistration.k8s.io",
            "v1",
            "mutatingwebhookconfigurations",
            "MutatingWebhookConfiguration",
            false);
    public static final Resource VALIDATING_ADMISSION_POLICIES = new Resource(
            "admissionregistration.k8s.io", "v1", "validatingadmissionpolicies", "ValidatingAdmissionPolicy", false);
    public static final Resource VALIDATING_ADMISSION_POLICY_BINDINGS = new Resource(
            "admissionregistration.k8s.io",
            "v1",
            "validatingadmissionpolicybindings",
            "ValidatingAdmissionPolicyBinding",
            false);
    public static final Resource VALIDATING_WEBHOOK_CONFIGURATIONS = new Resource(
            "admissionregistration.k8s.io",
            "v1",
            "validatingwebhookconfigurations",
            "ValidatingWebhookConfiguration",
            false);
    public static final Resource CUSTOM_RESOURCE_DEFINITIONS =
            new Resource("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);
    public static final Resource PRIORITY_CLASSES =
            new Resource("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false);
    public static final Resource LEASES = new Resource("coordination.k8s.io", "v1", "leases", "Lease", true);
    public static final Resource RUNTIME_CLASSES =
            new Resource("node.k8s.io", "v1", "runtimeclasses", "RuntimeClass", false);
    public static final Resource ENDPOINT_SLICES =
            new Resource("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true);
    public static final Resource DEVICE_CLASSES =
            new Resource("resource.k8s.io", "v1", "deviceclasses", "DeviceClass", false);
    public static final Resource RESOURCE_CLAIMS =
            new Resource("resource.k8s.io", "v1", "resourceclaims", "ResourceClaim", true);
    public static final Resource RESOURCE_CLAIM_TEMPLATES =
            new Resource("resource.k8s.io", "v1", "resourceclaimtemplates", "ResourceClaimTemplate", true);
    public static final Resource RESOURCE_SLICES =
            new Resource("resource.k8s.io", "v1", "resourceslices", "ResourceSlice", false);
    public static final Resource FLOW_SCHEMAS =
            new Resource("flowcontrol.apiserver.k8s.io", "v1", "flowschemas", "FlowSchema", false);
    public static final Resource PRIORITY_LEVEL_CONFIGURATIONS = new Resource(
            "flowcontrol.apiserver.k8s.io", "v1", "prioritylevelconfigurations", "PriorityLevelConfiguration", false);
}
