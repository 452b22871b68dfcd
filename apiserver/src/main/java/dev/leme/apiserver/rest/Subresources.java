package dev.leme.apiserver.rest;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.pipeline.RequestContext;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What hangs below an object and is something of its own, and what is only asked: each under its resource and name.
 *
 * <p>A further one is a further registration.
 */
public final class Subresources {

    /** Answers a request below an object. */
    @FunctionalInterface
    public interface Handler {
        /** Answers; {@code name} and namespace are in the request. */
        void handle(RequestContext request, ServedResource resource, Body body)
                throws IOException, InterruptedException;
    }

    /** Answers a question that is posted to a collection, as an access review is. */
    @FunctionalInterface
    public interface Question {
        /** The question with its answer filled in. */
        ApiObject answer(RequestContext request, ApiObject question);
    }

    /** Reads bodies and writes answers for handlers, in whatever form the client speaks. */
    public interface Body {
        /** The object of this kind in the request's body. */
        ApiObject read(Resource kind) throws IOException;

        /** The patch in the request's body, applied to {@code object} of this kind. */
        ApiObject patched(Resource kind, ApiObject object) throws IOException;

        /** Answers with an object that is of no stored resource. */
        void answer(int status, ApiObject object) throws IOException;

        /** Answers with an object of the resource. */
        void answerStored(int status, ApiObject object) throws IOException;
    }

    private record Name(Resource resource, String subresource) {}

    private final Map<Name, Handler> handlers = new LinkedHashMap<>();
    private final Map<Resource, Question> questions = new LinkedHashMap<>();

    /** Answers {@code subresource} of {@code resource} by {@code handler}. */
    public Subresources with(Resource resource, String subresource, Handler handler) {
        handlers.put(new Name(resource, subresource), handler);
        return this;
    }

    /** Answers what is posted to {@code resource}. */
    public Subresources asking(Resource resource, Question question) {
        questions.put(resource, question);
        return this;
    }

    void handle(RequestContext request, ServedResource resource, WriteHandler writes)
            throws IOException, InterruptedException {
        Resource kind = resource.definition().resource();
        Handler handler = handlers.get(new Name(kind, request.info().subresource()));
        if (handler == null) {
            throw ApiException.of(Reason.NOT_FOUND, "the server could not find the requested resource");
        }
        handler.handle(request, resource, writes.body(request, resource));
    }

    void ask(RequestContext request, ServedResource resource, WriteHandler writes) throws IOException {
        Resource kind = resource.definition().resource();
        Question question = questions.get(kind);
        if (question == null) {
            throw RestHandler.notAllowed();
        }
        Body body = writes.body(request, resource);
        body.answer(201, question.answer(request, body.read(kind)));
    }
}
