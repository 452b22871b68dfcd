package dev.leme.cluster.why;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** A kind that can be asked about, and who explains it. */
public final class Why {

    private static final List<Why> KINDS = List.of(
            new Why(Resources.SERVICES, "svc", (facts, object) -> new ServicePath(facts, object).explain()),
            new Why(Resources.STATEFUL_SETS, "sts", (facts, object) -> new StatefulSetReasons(facts, object).explain()),
            new Why(
                    Resources.DEPLOYMENTS,
                    "deploy",
                    (facts, object) -> new WorkloadReasons(facts, object).deployment()),
            new Why(Resources.REPLICA_SETS, "rs", (facts, object) -> new WorkloadReasons(facts, object).replicaSet()),
            new Why(
                    Resources.REPLICATION_CONTROLLERS,
                    "rc",
                    (facts, object) -> new WorkloadReasons(facts, object).replicaSet()),
            new Why(Resources.DAEMON_SETS, "ds", (facts, object) -> new WorkloadReasons(facts, object).daemonSet()),
            new Why(Resources.JOBS, "job", (facts, object) -> new WorkloadReasons(facts, object).job()),
            new Why(Resources.PODS, "po", (facts, object) -> new PodReasons(facts, object).explain()),
            new Why(
                    Resources.PERSISTENT_VOLUME_CLAIMS,
                    "pvc",
                    (facts, object) -> new ClaimReasons(facts, object).explain()),
            new Why(Resources.NODES, "no", (facts, object) -> new NodeReasons(facts, object).explain()));

    private final Resource resource;
    private final String shortName;
    private final BiFunction<Facts, ApiObject, Finding> explainer;

    private Why(Resource resource, String shortName, BiFunction<Facts, ApiObject, Finding> explainer) {
        this.resource = resource;
        this.shortName = shortName;
        this.explainer = explainer;
    }

    /** The kind that people write so, as {@code pod}, {@code pods} or {@code po}; nothing for one that isn't explained. */
    public static Optional<Why> named(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return KINDS.stream()
                .filter(kind -> lower.equals(kind.word())
                        || lower.equals(kind.resource.plural())
                        || lower.equals(kind.shortName))
                .findFirst();
    }

    /** As people write it: {@code statefulset}. */
    public String word() {
        return resource.kind().toLowerCase(Locale.ROOT);
    }

    /** All kinds, as people write them. */
    public static String words() {
        return KINDS.stream().map(Why::word).collect(Collectors.joining(", "));
    }

    /** Explains one object. Throws {@link ApiException} where there is none. */
    public Finding explain(Facts facts, String namespace, String name) {
        ApiObject object = facts.find(resource, resource.namespaced() ? namespace : "", name);
        if (object == null) {
            throw ApiException.notFound(resource, name);
        }
        return explainer.apply(facts, object);
    }
}
