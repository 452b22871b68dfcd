package dev.leme.api.validation;

import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import java.util.List;

/** Goes through a list of objects with the path of each. */
final class Lists {

    /** Looks at one element. */
    @FunctionalInterface
    interface Look {
        void at(FieldPath path, JsonObject element);
    }

    private Lists() {}

    static void each(FieldPath path, JsonObject owner, String name, Look look) {
        each(path.child(name), owner.array(name).objects(), look);
    }

    /** The list at {@code path}. */
    static void each(FieldPath path, List<JsonObject> list, Look look) {
        for (int i = 0; i < list.size(); i++) {
            look.at(path.index(i), list.get(i));
        }
    }
}
