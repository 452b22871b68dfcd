package dev.leme.apiserver.authz;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.storage.ObjectReader;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node agent ({@code system:node:NAME} in {@code system:nodes}) may do: what the role {@code system:node} says, but of
 * secrets, config maps, claims, volumes and tokens only what the pods on its node refer to, and of nodes and leases only its
 * own.
 */
public final class NodeAuthorizer implements Authorizer {

    private static final String PREFIX = "system:node:";
    private static final String NODES = "system:nodes";
    private static final String UNRELATED = "no relationship found between node '";
    private static final Set<String> READS = Set.of("get", "list", "watch");

    private final ObjectReader objects;
    private volatile @Nullable List<PolicyRule> rules;

    /** Finds out from {@code objects} what runs where. */
    public NodeAuthorizer(ObjectReader objects) {
        this.objects = objects;
    }

    private List<PolicyRule> rules() {
        List<PolicyRule> known = rules;
        if (known == null) {
            known = DefaultRoles.rules("system:node");
            rules = known;
        }
        return known;
    }

    @Override
    public Decision authorize(Attributes wish) {
        if (!wish.user().isIn(NODES) || !wish.user().name().startsWith(PREFIX)) {
            return Decision.noOpinion("");
        }
        String node = wish.user().name().substring(PREFIX.length());
        if (wish.isResource()) {
            String refusal = refusal(wish, node);
            if (!refusal.isEmpty()) {
                return Decision.noOpinion(refusal);
            }
        }
        for (PolicyRule rule : rules()) {
            if (rule.allows(wish)) {
                return Decision.allow("");
            }
        }
        return Decision.noOpinion("");
    }

    /** Why the node may not, whatever its role says; empty when nothing speaks against it. */
    private String refusal(Attributes wish, String node) {
        return switch (wish.group() + "/" + wish.resource()) {
            case "/secrets" -> related(wish, node, READS, pod -> mentions(pod, "secretName", "secret", wish.name()));
            case "/configmaps" -> related(wish, node, READS, pod -> mentions(pod, "name", "configMap", wish.name()));
            case "/persistentvolumeclaims" ->
                related(wish, node, Set.of("get", "patch", "update"), pod -> usesClaim(pod, wish.name()));
            case "/persistentvolumes" -> related(wish, node, Set.of("get"), pod -> usesVolume(pod, wish.name()));
            case "/serviceaccounts" ->
                wish.subresource().equals("token")
                        ? related(
                                wish,
                                node,
                                Set.of("create"),
                                pod -> pod.spec().string("serviceAccountName").equals(wish.name()))
                        : "";
            case "coordination.k8s.io/leases" ->
                own(wish, node, wish.namespace().equals("kube-node-lease"));
            case "storage.k8s.io/csinodes" -> own(wish, node, true);
            default -> "";
        };
    }

    private static String own(Attributes wish, String node, boolean place) {
        boolean named = wish.verb().equals("create") || wish.name().equals(node);
        return place && named
                ? ""
                : "can only access " + wish.resource() + " with the same name as the requesting node";
    }

    private String related(
            Attributes wish, String node, Set<String> verbs, java.util.function.Predicate<ApiObject> refers) {
        if (!verbs.contains(wish.verb())) {
            return "can only " + String.join("/", verbs.stream().sorted().toList()) + " resources of this type";
        }
        if (wish.name().isEmpty()) {
            return "No Object name found";
        }
        for (ApiObject pod : objects.list(Resources.PODS, wish.namespace())) {
            if (pod.spec().string("nodeName").equals(node) && refers.test(pod)) {
                return "";
            }
        }
        return UNRELATED + node + "' and this object";
    }

    /** Whether the pod mounts it, projects it, takes its environment from it, or pulls images with it. */
    private static boolean mentions(ApiObject pod, String nameField, String kind, String name) {
        for (JsonObject volume : pod.spec().array("volumes").objects()) {
            if (volume.object(kind).string(nameField).equals(name)) {
                return true;
            }
            for (JsonObject source : volume.object("projected").array("sources").objects()) {
                if (source.object(kind).string("name").equals(name)) {
                    return true;
                }
            }
        }
        for (JsonObject pull : pod.spec().array("imagePullSecrets").objects()) {
            if (kind.equals("secret") && pull.string("name").equals(name)) {
                return true;
            }
        }
        return List.of("containers", "initContainers", "ephemeralContainers").stream()
                .flatMap(list -> pod.spec().array(list).objects().stream())
                .anyMatch(container -> environmentMentions(container, kind, name));
    }

    private static boolean environmentMentions(JsonObject container, String kind, String name) {
        for (JsonObject source : container.array("envFrom").objects()) {
            if (source.object(kind + "Ref").string("name").equals(name)) {
                return true;
            }
        }
        for (JsonObject variable : container.array("env").objects()) {
            if (variable.object("valueFrom")
                    .object(kind + "KeyRef")
                    .string("name")
                    .equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean usesClaim(ApiObject pod, String claim) {
        for (JsonObject volume : pod.spec().array("volumes").objects()) {
            boolean own = volume.has("ephemeral") && claim.equals(pod.name() + "-" + volume.string("name"));
            if (own
                    || volume.object("persistentVolumeClaim")
                            .string("claimName")
                            .equals(claim)) {
                return true;
            }
        }
        return false;
    }

    private boolean usesVolume(ApiObject pod, String name) {
        ApiObject volume = objects.get(Resources.PERSISTENT_VOLUMES, "", name);
        JsonObject claim = volume == null ? JsonObject.EMPTY : volume.spec().object("claimRef");
        return claim.string("namespace").equals(pod.namespace()) && usesClaim(pod, claim.string("name"));
    }
}
