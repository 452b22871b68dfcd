package dev.leme.dns.handler;

import java.util.function.Supplier;
import org.xbill.DNS.Message;

/** What a handler has for a query. */
public sealed interface Reply {

    /** The answer, out of memory. */
    record Ready(Message answer) implements Reply {}

    /** The answer will come; getting it blocks, so it is got on a thread of its own. */
    record Waiting(Supplier<Message> answer) implements Reply {}
}
