package dev.leme.apiserver.rest;

import dev.leme.apiserver.pipeline.RequestContext;

/** Whether who may patch an object may also make it, when it turns out that there is none. */
@FunctionalInterface
public interface CreationCheck {

    /** Throws Forbidden where not. */
    void check(RequestContext request);
}
