package dev.leme.apiserver.storage;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cluster's own policy on writes: a visible list of plugins, each of which may change an object or refuse it. */
public final class Admission {

    /** What is done. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }

    /**
     * A write on its way.
     *
     * @param operation what is done
     * @param resource to what
     * @param part to which part
     * @param object the object as it would be; null for a deletion
     * @param old the object as it is; null for a new one
     * @param namespace of the request; a new object may not carry its own yet
     * @param name of the request; empty where it is to be generated
     * @param context who writes
     */
    public record Attempt(
            Operation operation,
            Resource resource,
            Part part,
            @Nullable ApiObject object,
            @Nullable ApiObject old,
            String namespace,
            String name,
            WriteContext context) {

        /** The object as it would be. */
        public ApiObject fresh() {
            if (object == null) {
                throw new IllegalStateException("a deletion has no new object");
            }
            return object;
        }

        /** The same attempt with a changed object. */
        public Attempt with(ApiObject changed) {
            return new Attempt(operation, resource, part, changed, old, namespace, name, context);
        }

        /** Whether this creates an object of {@code other}. */
        public boolean creates(Resource other) {
            return operation == Operation.CREATE && part == Part.MAIN && resource.equals(other);
        }
    }

    /** One rule. Throws {@link dev.leme.api.status.ApiException} to refuse. */
    public interface Plugin {

        /** The object as it should be. */
        default ApiObject mutate(Attempt attempt) {
            return attempt.fresh();
        }

        /** Refuses what must not be. */
        default void validate(Attempt attempt) {}

        /** What must hold when the write is committed. */
        default void fence(Attempt attempt, Companions companions) {}
    }

    private final List<Plugin> plugins;

    /** Asks these, in this order. */
    public Admission(List<Plugin> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    /** The object after every plugin has had its way with it. */
    public ApiObject mutate(Attempt attempt) {
        Attempt now = attempt;
        for (Plugin plugin : plugins) {
            now = now.with(plugin.mutate(now));
        }
        return now.fresh();
    }

    /** Refuses what a plugin refuses. */
    public void validate(Attempt attempt) {
        for (Plugin plugin : plugins) {
            plugin.validate(attempt);
        }
    }

    /** What must hold when the write is committed. */
    public void fence(Attempt attempt, Companions companions) {
        for (Plugin plugin : plugins) {
            plugin.fence(attempt, companions);
        }
    }
}
