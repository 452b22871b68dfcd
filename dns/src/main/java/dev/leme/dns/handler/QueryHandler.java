package dev.leme.dns.handler;

import org.jspecify.annotations.Nullable;

/** One who may know the answer to a query. */
@FunctionalInterface
public interface QueryHandler {

    /** What there is to say, or null to let the next in the chain try. Never blocks. */
    @Nullable Reply handle(Query query);
}
