package dev.leme.apiserver.storage;

import dev.leme.api.managed.Manager;
import dev.leme.apiserver.auth.User;
import java.util.function.Consumer;

/**
 * Who writes, and how.
 *
 * @param user who
 * @param manager what the client calls itself, for {@code managedFields}
 * @param operation how it says what it wants
 * @param dryRun whether everything is to happen but the commit
 * @param kubectl whether a person's kubectl asks, so that hints are welcome
 * @param warnings takes what the client should be told without failing
 */
public record WriteContext(
        User user,
        String manager,
        Manager.Operation operation,
        boolean dryRun,
        boolean kubectl,
        Consumer<String> warnings) {

    /** An ordinary write, which says what it wants by what it changes. */
    public WriteContext(User user, String manager, boolean dryRun, boolean kubectl, Consumer<String> warnings) {
        this(user, manager, Manager.Operation.UPDATE, dryRun, kubectl, warnings);
    }

    /** A write by a part of this process. */
    public static WriteContext internal(String name) {
        return new WriteContext(User.master(name), name, false, false, text -> {});
    }

    /** The same, by a configuration. */
    public WriteContext applying() {
        return new WriteContext(user, manager, Manager.Operation.APPLY, dryRun, kubectl, warnings);
    }

    /** Whether a configuration is applied. */
    public boolean applies() {
        return operation == Manager.Operation.APPLY;
    }
}
