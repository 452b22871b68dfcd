package dev.leme.apiserver.admission;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Operation;
import dev.leme.apiserver.storage.Admission.Plugin;
import dev.leme.apiserver.storage.Companions;
import dev.leme.apiserver.storage.ObjectReader;
import java.util.Set;

/**
 * Nothing new comes into a namespace that isn't there or is on its way out, and three namespaces never go.
 *
 * <p>The namespace is a fence of the write, so that not even a write that runs beside its deletion slips through.
 */
public final class NamespaceLifecycle implements Plugin {

    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");
    private static final String NAMESPACE_KEYS = "/registry/namespaces/";

    private final ObjectReader objects;

    /** Looks namespaces up in {@code objects}. */
    public NamespaceLifecycle(ObjectReader objects) {
        this.objects = objects;
    }

    @Override
    public ApiObject mutate(Attempt attempt) {
        if (concernsNamespace(attempt)) {
            namespace(attempt);
        }
        return attempt.fresh();
    }

    @Override
    public void validate(Attempt attempt) {
        boolean deletes =
                attempt.operation() == Operation.DELETE && attempt.resource().equals(Resources.NAMESPACES);
        if (deletes && IMMORTAL.contains(attempt.name())) {
            throw ApiException.forbidden(Resources.NAMESPACES, attempt.name(), "this namespace may not be deleted");
        }
    }

    @Override
    public void fence(Attempt attempt, Companions companions) {
        if (concernsNamespace(attempt)) {
            ApiObject namespace = namespace(attempt);
            companions.fence(NAMESPACE_KEYS + namespace.name(), Long.parseLong(namespace.resourceVersion()));
        }
    }

    private static boolean concernsNamespace(Attempt attempt) {
        return attempt.operation() == Operation.CREATE && attempt.resource().namespaced();
    }

    private ApiObject namespace(Attempt attempt) {
        ApiObject namespace = objects.get(Resources.NAMESPACES, "", attempt.namespace());
        if (namespace == null) {
            throw ApiException.notFound(Resources.NAMESPACES, attempt.namespace());
        }
        if (namespace.isDeleting()) {
            throw terminating(attempt.resource(), attempt.name(), attempt.namespace());
        }
        return namespace;
    }

    private static ApiException terminating(Resource resource, String name, String namespace) {
        String text = "namespace " + namespace + " is being terminated";
        ApiException plain = ApiException.forbidden(
                resource,
                name,
                "unable to create new content in namespace " + namespace + " because it is being terminated");
        JsonObject cause = JsonObject.builder()
                .put("reason", "NamespaceTerminating")
                .put("message", text)
                .put("field", "metadata.namespace")
                .build();
        return new ApiException(
                Reason.FORBIDDEN, 403, plain.text(), plain.details().with("causes", JsonArray.of(cause)));
    }
}
