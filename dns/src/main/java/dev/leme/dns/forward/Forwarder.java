package dev.leme.dns.forward;

import dev.leme.base.time.Clock;
import dev.leme.dns.handler.Answers;
import dev.leme.dns.handler.Query;
import dev.leme.dns.handler.QueryHandler;
import dev.leme.dns.handler.Reply;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Finds names of others: in memory, else by asking the machine's resolvers. However many ask the same at once, it is asked once;
 * so a question that comes back to us in a circle ends here, too.
 */
public final class Forwarder implements QueryHandler {

    private static final int MOST_ENTRIES = 10_000;
    private static final long MOST_BYTES = 4L << 20;

    private final Upstreams upstreams;
    private final AnswerCache cache;
    private final Map<Question, Flight> flights = new ConcurrentHashMap<>();

    /** Asks {@code upstreams}; time for what is remembered is {@code clock}'s. */
    public Forwarder(Upstreams upstreams, Clock clock) {
        this(upstreams, new AnswerCache(clock, MOST_ENTRIES, MOST_BYTES));
    }

    Forwarder(Upstreams upstreams, AnswerCache cache) {
        this.upstreams = upstreams;
        this.cache = cache;
    }

    /** A question on its way, and whether somebody else has asked it since. */
    private final class Flight {
        private final FutureTask<Optional<Message>> result;
        private volatile boolean askedAgain;

        Flight(Question question, Message query) {
            result = new FutureTask<>(() -> rememberedOrAsked(question, query, () -> askedAgain));
        }
    }

    @Override
    public Reply handle(Query query) {
        if (!query.isForRecords() || upstreams.isOwnProbe(query.name())) {
            return new Reply.Ready(Answers.failure(query.message(), Rcode.REFUSED));
        }
        Question question = Question.of(query);
        AnswerCache.Found known = cache.find(question);
        if (known != null) {
            return new Reply.Ready(answer(query, known.answer(), known.age()));
        }
        return new Reply.Waiting(() -> find(query, question));
    }

    private Message find(Query query, Question question) {
        return ask(query, question)
                .map(found -> answer(query, found, 0))
                .orElseGet(() -> Answers.failure(query.message(), Rcode.SERVFAIL));
    }

    /** Asks, or waits for the answer to the same question that is on its way. */
    private Optional<Message> ask(Query query, Question question) {
        Flight own = new Flight(question, question.toMessage(query));
        Flight running = flights.putIfAbsent(question, own);
        if (running != null) {
            running.askedAgain = true;
            return await(running);
        }
        try {
            own.result.run();
            return await(own);
        } finally {
            flights.remove(question, own);
        }
    }

    /** The answer may have come in since this question was found to be unknown. */
    private Optional<Message> rememberedOrAsked(Question question, Message query, BooleanSupplier askedAgain) {
        AnswerCache.Found known = cache.find(question);
        if (known != null) {
            return Optional.of(known.answer());
        }
        Optional<Message> found = upstreams.ask(query, askedAgain);
        found.ifPresent(answer -> cache.put(question, answer));
        return found;
    }

    private static Optional<Message> await(Flight flight) {
        try {
            return flight.result.get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        }
    }

    /** What was found, as an answer to this query. */
    private static Message answer(Query query, Message found, long age) {
        Message answer = Answers.to(query.message());
        Header header = answer.getHeader();
        header.setRcode(found.getHeader().getRcode());
        if (found.getHeader().getFlag(Flags.AD)) {
            header.setFlag(Flags.AD);
        }
        for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
            for (Record record : found.getSection(section)) {
                if (!(record instanceof OPTRecord)) {
                    answer.addRecord(aged(record, age), section);
                }
            }
        }
        return answer;
    }

    /** The record as it is told after {@code age} seconds here. */
    private static Record aged(Record record, long age) {
        long left = Math.max(0, Math.min(record.getTTL(), AnswerCache.LONGEST_SECONDS) - age);
        return left == record.getTTL()
                ? record
                : Record.newRecord(
                        record.getName(), record.getType(), record.getDClass(), left, record.rdataToWireCanonical());
    }
}
