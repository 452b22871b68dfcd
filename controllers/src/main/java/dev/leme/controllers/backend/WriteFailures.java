package dev.leme.controllers.backend;

import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;

/** Which refusals of writes people are told of by events. */
public final class WriteFailures {

    private WriteFailures() {}

    /** Not of lost races, which the next attempt settles, nor of a namespace that is going, where nothing can be made. */
    public static boolean areTold(ApiException refused) {
        boolean race = refused.is(Reason.CONFLICT) || refused.is(Reason.ALREADY_EXISTS);
        boolean going = refused.is(Reason.FORBIDDEN) && refused.text().contains("because it is being terminated");
        return !race && !going;
    }
}
