package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one object while its parts are looked at; lives as long as one validation. */
final class Report {

    private final List<FieldError> errors = new ArrayList<>();

    List<FieldError> errors() {
        return List.copyOf(errors);
    }

    void add(FieldError error) {
        errors.add(error);
    }

    void required(FieldPath path, String detail) {
        errors.add(FieldError.required(path, detail));
    }

    void invalid(FieldPath path, String value, String detail) {
        errors.add(FieldError.invalid(path, value, detail));
    }

    void invalid(FieldPath path, long value, String detail) {
        errors.add(FieldError.invalid(path, value, detail));
    }

    void invalid(FieldPath path, JsonValue value, String detail) {
        errors.add(FieldError.invalid(path, value, detail));
    }

    void forbidden(FieldPath path, String detail) {
        errors.add(FieldError.forbidden(path, detail));
    }

    /** An invalid value for each complaint. */
    void complain(FieldPath path, String value, List<String> complaints) {
        for (String complaint : complaints) {
            invalid(path, value, complaint);
        }
    }

    /** As {@link #complain} for a number. */
    void complain(FieldPath path, long value, List<String> complaints) {
        for (String complaint : complaints) {
            invalid(path, value, complaint);
        }
    }

    /** The member must be there and not be empty; whether it is. */
    boolean requires(FieldPath path, JsonObject object, String name) {
        JsonValue value = object.get(name);
        boolean there = object.has(name) && !(value instanceof JsonString(String text) && text.isEmpty());
        if (!there) {
            required(path.child(name), "");
        }
        return there;
    }

    /** The text member must be one of {@code supported}, and must be there. */
    void oneOf(FieldPath path, JsonObject object, String name, Collection<String> supported) {
        String value = object.string(name);
        if (value.isEmpty()) {
            required(path.child(name), "");
        } else {
            supported(path.child(name), value, supported);
        }
    }

    /** The text member must be one of {@code supported} where it is there. */
    void oneOfIfPresent(FieldPath path, JsonObject object, String name, Collection<String> supported) {
        if (object.has(name)) {
            supported(path.child(name), object.string(name), supported);
        }
    }

    /** The text must be one of {@code supported}. */
    void supported(FieldPath path, String value, Collection<String> supported) {
        if (!supported.contains(value)) {
            errors.add(FieldError.notSupported(path, value, List.copyOf(supported)));
        }
    }

    /** The number member must not be negative; absent counts as 0. */
    void nonNegative(FieldPath path, JsonObject object, String name) {
        long value = object.number(name, 0);
        if (value < 0) {
            invalid(path.child(name), value, "must be greater than or equal to 0");
        }
    }

    /** The number member must be positive where it is there. */
    void positive(FieldPath path, JsonObject object, String name) {
        if (object.has(name) && object.number(name, 0) <= 0) {
            invalid(path.child(name), object.number(name, 0), "must be greater than 0");
        }
    }

    /** The two must be equal. */
    void immutable(FieldPath path, @Nullable JsonValue fresh, @Nullable JsonValue old) {
        JsonValue now = fresh == null ? JsonNull.NULL : fresh;
        JsonValue before = old == null ? JsonNull.NULL : old;
        if (!now.equals(before)) {
            invalid(path, now, "field is immutable");
        }
    }
}
