package dev.leme.api.validation;

import static java.util.Map.entry;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a write is warned of though it is accepted, in upstream's words; kubectl prints each behind {@code Warning:}.
 */
public final class Warnings {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath TEMPLATE_SPEC = FieldPath.of("spec", "template", "spec");
    private static final String HOST_NAMES =
            "metadata.name: this is used in Pod names and hostnames, which can result in"
                    + " surprising behavior; a DNS label is recommended: ";

    /** Finds the warnings about one object. */
    @FunctionalInterface
    private interface Rule {
        void add(List<String> warnings, ApiObject object);
    }

    private static final String UNENFORCED =
            "network policies are stored but not enforced in this cluster: no traffic is held back by them";

    private static final Map<Resource, Rule> RULES = Map.ofEntries(
            entry(Resources.PODS, Warnings::pod),
            entry(Resources.DEPLOYMENTS, Warnings::workload),
            entry(Resources.REPLICA_SETS, Warnings::workload),
            entry(Resources.DAEMON_SETS, Warnings::workload),
            entry(Resources.REPLICATION_CONTROLLERS, Warnings::workload),
            entry(Resources.JOBS, Warnings::workload),
            entry(Resources.STATEFUL_SETS, Warnings::statefulSet),
            entry(Resources.CRON_JOBS, Warnings::cronJob),
            entry(Resources.SERVICES, ServiceWarnings::add),
            entry(Resources.PERSISTENT_VOLUMES, Warnings::volume),
            entry(Resources.PERSISTENT_VOLUME_CLAIMS, Warnings::claim),
            entry(Resources.INGRESSES, Warnings::ingress),
            entry(Resources.NETWORK_POLICIES, (warnings, policy) -> warnings.add(UNENFORCED)),
            entry(Resources.NODES, Warnings::node));

    private static final Map<Resource, String> OLD_KINDS =
            Map.of(Resources.ENDPOINTS, "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");

    private Warnings() {}

    /** The warnings about {@code object}, which is created, or replaces {@code old}. */
    public static List<String> of(Resource resource, ApiObject object, @Nullable ApiObject old) {
        if (object.isDeleting()) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>();
        finalizers(warnings, object, old);
        Rule rule = RULES.get(resource);
        boolean toldBefore = old != null && old.spec().equals(object.spec());
        if (rule != null && !toldBefore) {
            rule.add(warnings, object);
        }
        return List.copyOf(warnings);
    }

    /** The warning that any request for {@code resource} gets, or null. */
    public static @Nullable String ofUse(Resource resource) {
        return OLD_KINDS.get(resource);
    }

    private static void finalizers(List<String> warnings, ApiObject object, @Nullable ApiObject old) {
        for (String finalizer : object.finalizers()) {
            boolean known = old != null && old.finalizers().contains(finalizer);
            boolean standard =
                    List.of("kubernetes", "orphan", "foregroundDeletion").contains(finalizer);
            if (!known && !standard && !finalizer.contains("/")) {
                warnings.add("metadata.finalizers: " + FieldError.quote(finalizer)
                        + ": prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts"
                        + " with other finalizer writers");
            }
        }
    }

    private static void pod(List<String> warnings, ApiObject pod) {
        PodWarnings.add(warnings, SPEC, pod.spec());
        List<String> complaints = Names.label(pod.name());
        if (!complaints.isEmpty() && !pod.name().isEmpty()) {
            warnings.add(
                    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS"
                            + " label is recommended: " + complaints);
        }
    }

    private static void workload(List<String> warnings, ApiObject workload) {
        List<String> complaints = Names.label(workload.name());
        if (!complaints.isEmpty() && !workload.name().isEmpty()) {
            warnings.add(HOST_NAMES + complaints);
        }
        template(warnings, workload);
    }

    private static void template(List<String> warnings, ApiObject workload) {
        PodWarnings.add(
                warnings, TEMPLATE_SPEC, workload.spec().object("template").object("spec"));
    }

    private static void statefulSet(List<String> warnings, ApiObject set) {
        template(warnings, set);
        if (set.spec().number("revisionHistoryLimit", 0) < 0) {
            warnings.add("spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is"
                    + " recommended");
        }
    }

    private static void cronJob(List<String> warnings, ApiObject job) {
        List<String> complaints = Names.label(job.name());
        if (!complaints.isEmpty() && !job.name().isEmpty()) {
            warnings.add(HOST_NAMES + complaints);
        }
        PodWarnings.add(
                warnings,
                FieldPath.of("spec", "jobTemplate", "spec", "template", "spec"),
                job.spec()
                        .object("jobTemplate")
                        .object("spec")
                        .object("template")
                        .object("spec"));
    }

    private static void volume(List<String> warnings, ApiObject volume) {
        storageClassAnnotation(warnings, volume);
        if (volume.spec().string("persistentVolumeReclaimPolicy").equals("Recycle")) {
            warnings.add("spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the"
                    + " recommended approach is to use dynamic provisioning.");
        }
    }

    private static void claim(List<String> warnings, ApiObject claim) {
        storageClassAnnotation(warnings, claim);
    }

    private static void storageClassAnnotation(List<String> warnings, ApiObject object) {
        String name = "volume.beta.kubernetes.io/storage-class";
        if (object.annotations().containsKey(name)) {
            warnings.add("metadata.annotations[" + name
                    + "]: deprecated since v1.8; use \"storageClassName\" attribute instead");
        }
    }

    private static void ingress(List<String> warnings, ApiObject ingress) {
        if (ingress.annotations().containsKey("kubernetes.io/ingress.class")) {
            warnings.add("annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName'"
                    + " instead");
        }
    }

    private static void node(List<String> warnings, ApiObject node) {
        if (!node.spec().string("externalID").isEmpty()) {
            warnings.add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
        }
    }
}
