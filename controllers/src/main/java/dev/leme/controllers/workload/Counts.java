package dev.leme.controllers.workload;

import dev.leme.api.json.JsonObject;

/** Writes numbers into a status as upstream shows them: most are left out while they are zero. */
public final class Counts {

    private JsonObject status;

    /** Starts from the status that is there. */
    public Counts(JsonObject status) {
        this.status = status;
    }

    /** A number that is left out when it is zero. */
    public Counts put(String name, long number) {
        status = number == 0 ? status.without(name) : status.with(name, number);
        return this;
    }

    /** A number that is shown also when it is zero. */
    public Counts always(String name, long number) {
        status = status.with(name, number);
        return this;
    }

    /** The status with the numbers. */
    public JsonObject build() {
        return status;
    }
}
