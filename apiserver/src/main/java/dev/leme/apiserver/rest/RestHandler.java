package dev.leme.apiserver.rest;

import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.catalog.ResourceCatalog;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.pipeline.RequestInfo;
import dev.leme.apiserver.storage.Part;
import dev.leme.base.time.Clock;
import java.io.IOException;

/** The last filter for resources: finds what is meant and does what the verb says. */
public final class RestHandler implements Filter {

    private final ResourceCatalog catalog;
    private final Subresources subresources;
    private final ReadHandler reads;
    private final WatchHandler watches;
    private final WriteHandler writes;
    private final DeleteHandler deletions;

    /** Serves what is in the catalog, and what hangs below it. */
    public RestHandler(ResourceCatalog catalog, Subresources subresources, CreationCheck creation, Clock clock) {
        Encoders encoders = new Encoders();
        Answers answers = new Answers(encoders, clock);
        this.catalog = catalog;
        this.subresources = subresources;
        this.reads = new ReadHandler(answers);
        this.watches = new WatchHandler(answers, clock);
        this.writes = new WriteHandler(answers, new ObjectDecoder(encoders), creation);
        this.deletions = new DeleteHandler(answers, encoders);
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException, InterruptedException {
        RequestInfo info = request.info();
        ServedResource resource =
                info.isResource() ? catalog.find(info.group(), info.version(), info.resource()) : null;
        if (resource == null) {
            next.handle(request);
            return;
        }
        checkScope(info, resource);
        boolean namespaced = resource.definition().resource().namespaced();
        RequestContext scoped = namespaced ? request : request.with(info.withoutNamespace());
        if (!info.subresource().isEmpty()) {
            subresource(scoped, resource);
        } else {
            whole(scoped, resource);
        }
    }

    private static void checkScope(RequestInfo info, ServedResource resource) {
        boolean namespaced = resource.definition().resource().namespaced();
        boolean namesOne = !info.name().isEmpty() || info.verb().equals("create");
        boolean namespacesThemselves =
                info.resource().equals("namespaces") && info.group().isEmpty();
        if (namespaced
                        && info.namespace().isEmpty()
                        && namesOne
                        && resource.definition().isStored()
                || !namespaced && !info.namespace().isEmpty() && !namespacesThemselves) {
            throw ApiException.of(Reason.NOT_FOUND, "the server could not find the requested resource");
        }
    }

    private void whole(RequestContext request, ServedResource resource) throws IOException, InterruptedException {
        String verb = request.info().verb();
        boolean namesOne = !request.info().name().isEmpty();
        boolean wantsOne = verb.equals("update") || verb.equals("patch");
        if (!resource.definition().verbs().contains(verb)
                || wantsOne && !namesOne
                || verb.equals("create") && namesOne) {
            throw notAllowed();
        }
        if (!resource.definition().isStored()) {
            MediaTypes.requireObject(request.exchange().header("Accept"));
            subresources.ask(request, resource, writes);
            return;
        }
        switch (verb) {
            case "get" -> reads.get(request, resource);
            case "list" -> reads.list(request, resource);
            case "watch" -> watches.watch(request, resource);
            case "create" -> writes.create(request, resource);
            case "update" -> writes.update(request, resource, Part.MAIN);
            case "patch" -> writes.patch(request, resource, Part.MAIN);
            case "delete" -> deletions.delete(request, resource);
            case "deletecollection" -> deletions.deleteCollection(request, resource);
            default -> throw notAllowed();
        }
    }

    private void subresource(RequestContext request, ServedResource resource) throws IOException, InterruptedException {
        RequestInfo info = request.info();
        if (!resource.definition().subresources().contains(info.subresource())) {
            throw ApiException.of(Reason.NOT_FOUND, "the server could not find the requested resource");
        }
        Part part = part(info.subresource());
        if (part == null) {
            subresources.handle(request, resource, writes);
            return;
        }
        switch (info.verb()) {
            case "get" -> reads.get(request, resource);
            case "update" -> writes.update(request, resource, part);
            case "patch" -> writes.patch(request, resource, part);
            default -> throw notAllowed();
        }
    }

    /** The part of the object itself that a subresource is; null where it is something of its own. */
    private static @org.jspecify.annotations.Nullable Part part(String subresource) {
        return switch (subresource) {
            case "status" -> Part.STATUS;
            case "finalize" -> Part.FINALIZE;
            case "ephemeralcontainers" -> Part.EPHEMERAL_CONTAINERS;
            case "resize" -> Part.RESIZE;
            default -> null;
        };
    }

    /** The failure of a verb that a resource doesn't have. */
    static ApiException notAllowed() {
        return ApiException.of(
                Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
    }
}
