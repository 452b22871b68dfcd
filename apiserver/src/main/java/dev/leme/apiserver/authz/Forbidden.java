package dev.leme.apiserver.authz;

import dev.leme.api.field.FieldError;
import dev.leme.api.resource.Resource;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;

/** Says what somebody may not do, in upstream's words. */
final class Forbidden {

    private Forbidden() {}

    static ApiException of(Attributes wish, String reason) {
        String text = reason.isEmpty() ? text(wish) : text(wish) + ": " + reason;
        if (!wish.isResource()) {
            return ApiException.of(Reason.FORBIDDEN, "forbidden: " + text);
        }
        Resource resource = new Resource(
                wish.group(),
                wish.version(),
                wish.resource(),
                "",
                !wish.namespace().isEmpty());
        return ApiException.forbidden(resource, wish.name(), text);
    }

    private static String text(Attributes wish) {
        String user = "User " + FieldError.quote(wish.user().name()) + " cannot " + wish.verb();
        if (!wish.isResource()) {
            return user + " path " + FieldError.quote(wish.path());
        }
        String resource = wish.subresource().isEmpty() ? wish.resource() : wish.resource() + "/" + wish.subresource();
        String what =
                user + " resource " + FieldError.quote(resource) + " in API group " + FieldError.quote(wish.group());
        return wish.namespace().isEmpty()
                ? what + " at the cluster scope"
                : what + " in the namespace " + FieldError.quote(wish.namespace());
    }
}
