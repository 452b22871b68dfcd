package dev.leme.dns;

import dev.leme.dns.handler.Answers;
import dev.leme.dns.handler.Query;
import dev.leme.dns.handler.QueryHandler;
import dev.leme.dns.handler.Reply;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** Packets to packets: reads a query, asks the handlers in order, writes the answer in the room that the asker has. */
final class Responder {

    /** The most that a message over TCP can have. */
    static final int MOST = 65_535;

    private static final Logger LOG = System.getLogger(Responder.class.getName());
    private static final int PLAIN_UDP = 512;
    /** What passes every network without being cut into fragments (DNS flag day 2020). */
    private static final int OUR_UDP = 1232;

    private static final int HEADER = 12;
    private static final int RESPONSE = 0x80;
    private static final int OPCODE_AND_RD = 0x79;

    /** What is to be sent. */
    sealed interface Outcome {
        /** Nothing: it wasn't a query. */
        record Silence() implements Outcome {}

        /** This, at once. */
        record Packet(ByteBuffer bytes) implements Outcome {}

        /** What comes of waiting. */
        record Later(Supplier<ByteBuffer> bytes) implements Outcome {}
    }

    private static final Outcome SILENCE = new Outcome.Silence();

    private final List<QueryHandler> handlers;

    Responder(List<QueryHandler> handlers) {
        this.handlers = List.copyOf(handlers);
    }

    /** Never throws, whatever the bytes. */
    Outcome respond(byte[] bytes, boolean overUdp) {
        if (bytes.length < HEADER || (bytes[2] & RESPONSE) != 0) {
            return SILENCE;
        }
        Message query = parse(bytes);
        if (query == null) {
            return new Outcome.Packet(header(bytes, Rcode.FORMERR));
        }
        int room = room(query, overUdp);
        return switch (reply(query)) {
            case Reply.Ready(Message answer) -> new Outcome.Packet(wire(query, answer, room));
            case Reply.Waiting(Supplier<Message> later) ->
                new Outcome.Later(() -> wire(query, waitFor(query, later), room));
        };
    }

    /** The answer to a query that there is no room to wait for. */
    ByteBuffer overloaded(byte[] bytes) {
        return header(bytes, Rcode.SERVFAIL);
    }

    private static @Nullable Message parse(byte[] bytes) {
        try {
            Message query = new Message(bytes);
            boolean oneQuestion = query.getHeader().getCount(Section.QUESTION) == 1;
            boolean isQuery = query.getHeader().getOpcode() == Opcode.QUERY;
            return oneQuestion || !isQuery ? query : null;
        } catch (IOException | RuntimeException broken) {
            return null;
        }
    }

    /** The header alone, with what is wrong. */
    private static ByteBuffer header(byte[] query, int code) {
        byte[] answer = new byte[HEADER];
        answer[0] = query[0];
        answer[1] = query[1];
        answer[2] = (byte) (query[2] & OPCODE_AND_RD | RESPONSE);
        answer[3] = (byte) code;
        return ByteBuffer.wrap(answer);
    }

    private Reply reply(Message message) {
        if (message.getHeader().getOpcode() != Opcode.QUERY) {
            return new Reply.Ready(Answers.failure(message, Rcode.NOTIMP));
        }
        OPTRecord options = message.getOPT();
        if (options != null && options.getVersion() != 0) {
            return new Reply.Ready(Answers.badVersion(message, OUR_UDP));
        }
        Query query = Query.of(message);
        if (query.dclass() != DClass.IN) {
            return new Reply.Ready(Answers.failure(message, Rcode.REFUSED));
        }
        try {
            for (QueryHandler handler : handlers) {
                Reply reply = handler.handle(query);
                if (reply != null) {
                    return reply;
                }
            }
        } catch (RuntimeException bug) {
            return new Reply.Ready(bug(message, bug));
        }
        return new Reply.Ready(Answers.failure(message, Rcode.REFUSED));
    }

    private static Message waitFor(Message query, Supplier<Message> later) {
        try {
            return later.get();
        } catch (RuntimeException bug) {
            return bug(query, bug);
        }
    }

    private static Message bug(Message query, RuntimeException bug) {
        LOG.log(Level.ERROR, () -> "bug in answering " + query.getQuestion(), bug);
        return Answers.failure(query, Rcode.SERVFAIL);
    }

    private static int room(Message query, boolean overUdp) {
        OPTRecord theirs = query.getOPT();
        if (!overUdp) {
            return MOST;
        }
        return theirs == null ? PLAIN_UDP : Math.max(PLAIN_UDP, Math.min(theirs.getPayloadSize(), OUR_UDP));
    }

    /** Who asked with EDNS is answered with it, and nobody else. */
    private static ByteBuffer wire(Message query, Message answer, int room) {
        OPTRecord theirs = query.getOPT();
        if (theirs != null && answer.getOPT() == null) {
            answer.addRecord(new OPTRecord(OUR_UDP, 0, 0, theirs.getFlags() & ExtendedFlags.DO), Section.ADDITIONAL);
        }
        return ByteBuffer.wrap(Truncation.fit(answer, room));
    }
}
