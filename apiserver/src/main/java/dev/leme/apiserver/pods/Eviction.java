package dev.leme.apiserver.pods;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.rest.Subresources.Body;
import dev.leme.apiserver.rest.Subresources.Handler;
import dev.leme.apiserver.storage.DeleteRequest;
import dev.leme.apiserver.storage.WriteContext;
import java.io.IOException;

/** Deletes a pod as a drain does. Nothing holds an eviction back while no kind of this cluster limits disruptions. */
public final class Eviction implements Handler {

    private static final Resource EVICTION = new Resource("policy", "v1", "evictions", "Eviction", true);

    @Override
    public void handle(RequestContext request, ServedResource pods, Body body) throws IOException {
        ApiObject eviction = body.read(EVICTION);
        JsonObject options = eviction.json().object("deleteOptions");
        boolean dryRun = options.array("dryRun").strings().contains("All")
                || request.exchange().query().get("dryRun").equals("All");
        WriteContext context = new WriteContext(request.user(), dryRun, false, text -> {});
        pods.store().delete(context, request.info().namespace(), request.info().name(), DeleteRequest.of(options));
        body.answer(201, ApiObject.of(Binding.success()));
    }
}
