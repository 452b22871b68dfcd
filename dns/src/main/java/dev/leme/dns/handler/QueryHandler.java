package dev.leme.dns.handler;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/** One who may know the answer to a query. */
@FunctionalInterface
public interface QueryHandler {

    /** The answer, or null to let the next in the chain try. May block. */
    @Nullable Message answer(Message query);
}
