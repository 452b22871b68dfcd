package dev.leme.apiserver.storage;

import dev.leme.apiserver.auth.User;
import java.util.function.Consumer;

/**
 * Who writes, and how.
 *
 * @param user who
 * @param dryRun whether everything is to happen but the commit
 * @param kubectl whether a person's kubectl asks, so that hints are welcome
 * @param warnings takes what the client should be told without failing
 */
public record WriteContext(User user, boolean dryRun, boolean kubectl, Consumer<String> warnings) {

    /** A write by a part of this process. */
    public static WriteContext internal(String name) {
        return new WriteContext(User.master(name), false, false, text -> {});
    }
}
