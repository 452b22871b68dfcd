package dev.leme.apiserver.rest;

import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.pipeline.RequestContext;

/** What a person at a terminal is told beside a failure. */
final class Hints {

    private Hints() {}

    /** Where an object was not found, the name that was probably meant. */
    static void forMissing(RequestContext request, ServedResource resource, ApiException failure) {
        if (failure.is(Reason.NOT_FOUND) && request.isKubectl() && isAsked(request)) {
            String hint = resource.store()
                    .hooks()
                    .hintForMissing(request.info().namespace(), request.info().name());
            if (!hint.isEmpty()) {
                request.warn(hint);
            }
        }
    }

    /** kubectl says which of its commands asks; one that deletes looks afterwards whether the object is gone. */
    private static boolean isAsked(RequestContext request) {
        boolean deletes = request.info().verb().equals("delete");
        return deletes || !request.exchange().header("Kubectl-Command").contains("delete");
    }
}
