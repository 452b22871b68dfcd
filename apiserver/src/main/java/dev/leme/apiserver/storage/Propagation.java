package dev.leme.apiserver.storage;

import dev.leme.api.object.ApiObject;
import java.util.ArrayList;
import java.util.List;

/** What becomes of dependents is left to the garbage collector by a finalizer that it works off. */
final class Propagation {

    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";

    private Propagation() {}

    /** The object with the finalizer that {@code policy} asks for, and without the one of another policy. */
    static ApiObject withFinalizer(ApiObject object, String policy) {
        return switch (policy) {
            case "Orphan" -> swap(object, ORPHAN, FOREGROUND);
            case "Foreground" -> swap(object, FOREGROUND, ORPHAN);
            case "Background" -> swap(swap(object, "", ORPHAN), "", FOREGROUND);
            default -> object;
        };
    }

    /** Whether an object has a policy's finalizer. */
    static boolean isDecided(ApiObject object) {
        return object.finalizers().contains(ORPHAN) || object.finalizers().contains(FOREGROUND);
    }

    private static ApiObject swap(ApiObject object, String add, String remove) {
        List<String> finalizers = new ArrayList<>(object.finalizers());
        boolean changed = finalizers.remove(remove);
        if (!add.isEmpty() && !finalizers.contains(add)) {
            finalizers.add(add);
            changed = true;
        }
        return changed ? object.withFinalizers(finalizers) : object;
    }
}
