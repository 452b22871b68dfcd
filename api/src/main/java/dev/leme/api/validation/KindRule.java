package dev.leme.api.validation;

import dev.leme.api.object.ApiObject;
import java.util.List;
import java.util.function.Function;

/**
 * What one kind's objects must hold.
 *
 * @param name the complaints about a name
 * @param creation what a new object must hold
 * @param object what any object must hold, new or changed
 * @param change what may not change
 * @param status what a write of the status must hold
 */
record KindRule(Function<String, List<String>> name, Check creation, Check object, Change change, Change status) {

    /** Looks at one object. */
    @FunctionalInterface
    interface Check {
        void at(Report report, ApiObject object);
    }

    /** Looks at one object beside what it is to replace. */
    @FunctionalInterface
    interface Change {
        void at(Report report, ApiObject fresh, ApiObject old);
    }

    private static final Check NOTHING = (report, object) -> {};
    private static final Change NO_CHANGE = (report, fresh, old) -> {};

    /** A kind with names like this and no rules yet. */
    static KindRule named(Function<String, List<String>> name) {
        return new KindRule(name, NOTHING, NOTHING, NO_CHANGE, NO_CHANGE);
    }

    /** This rule, and new objects must also hold {@code check}. */
    KindRule creation(Check check) {
        return new KindRule(name, check, object, change, status);
    }

    /** This rule, and objects must also hold {@code check}. */
    KindRule object(Check check) {
        return new KindRule(name, creation, check, change, status);
    }

    /** This rule, and changes must also hold {@code check}. */
    KindRule change(Change check) {
        return new KindRule(name, creation, object, check, status);
    }

    /** This rule, and writes of the status must also hold {@code check}. */
    KindRule status(Change check) {
        return new KindRule(name, creation, object, change, check);
    }
}
