package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.quantity.QuantityException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What quantities and lists of limits and requests must hold. */
final class ResourceAmounts {

    private static final Set<String> CONTAINER_RESOURCES = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> STANDARD = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage",
            "pods",
            "services",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "requests.storage",
            "services.nodeports",
            "services.loadbalancers");
    private static final String HUGE_PAGES = "hugepages-";

    private ResourceAmounts() {}

    /** The limits and requests of a container at {@code path}. */
    static void container(Report report, FieldPath path, JsonObject resources) {
        for (String list : List.of("limits", "requests")) {
            for (Map.Entry<String, JsonValue> entry : resources.object(list)) {
                FieldPath at = path.child(list).key(entry.getKey());
                name(report, at, entry.getKey());
                amount(report, at, entry.getKey(), entry.getValue());
            }
        }
        for (Map.Entry<String, JsonValue> entry : resources.object("requests")) {
            request(report, path.child("requests"), resources, entry.getKey(), entry.getValue());
        }
        hugePages(report, path, resources);
    }

    private static void request(Report report, FieldPath path, JsonObject resources, String name, JsonValue value) {
        Quantity request = quantity(value);
        Quantity limit = quantity(resources.object("limits").get(name));
        boolean overcommitable = CONTAINER_RESOURCES.contains(name);
        if (request == null) {
            return;
        }
        if (limit == null) {
            if (!overcommitable) {
                report.required(path, "Limit must be set for non overcommitable resources");
            }
        } else if (!overcommitable && request.compareTo(limit) != 0) {
            report.invalid(path, request.toString(), "must be equal to " + name + " limit of " + limit);
        } else if (request.compareTo(limit) > 0) {
            report.invalid(path, request.toString(), "must be less than or equal to " + name + " limit of " + limit);
        }
    }

    private static void hugePages(Report report, FieldPath path, JsonObject resources) {
        JsonObject limits = resources.object("limits");
        boolean huge = limits.names().stream().anyMatch(name -> name.startsWith(HUGE_PAGES));
        boolean plain = limits.has("cpu")
                || limits.has("memory")
                || resources.object("requests").has("cpu")
                || resources.object("requests").has("memory");
        if (huge && !plain) {
            report.forbidden(path, "HugePages require cpu or memory");
        }
    }

    private static void name(Report report, FieldPath path, String name) {
        report.complain(path, name, Names.qualified(name));
        if (name.contains("/")) {
            return;
        }
        if (!STANDARD.contains(name) && !name.startsWith(HUGE_PAGES)) {
            report.invalid(path, name, "must be a standard resource type or fully qualified");
        }
        if (!CONTAINER_RESOURCES.contains(name) && !name.startsWith(HUGE_PAGES)) {
            report.invalid(path, name, "must be a standard resource for containers");
        }
    }

    /** One amount of the resource {@code name}: not negative, and whole where the resource can't be split. */
    static void amount(Report report, FieldPath path, String name, JsonValue value) {
        Quantity amount = quantity(value);
        if (amount == null) {
            report.invalid(path, value, wrong(value));
            return;
        }
        if (amount.signum() < 0) {
            report.invalid(path, amount.toString(), "must be greater than or equal to 0");
        }
        boolean whole = name.contains("/") && !name.startsWith("kubernetes.io/")
                || Set.of("pods", "services").contains(name);
        if (whole && amount.milliValue() % 1000 != 0) {
            report.invalid(path, amount.toString(), "must be an integer");
        }
    }

    /** One amount that must be more than nothing. */
    static void positive(Report report, FieldPath path, @Nullable JsonValue value) {
        Quantity amount = quantity(value);
        if (amount == null) {
            report.add(value == null ? FieldError.required(path, "") : FieldError.invalid(path, value, wrong(value)));
        } else if (amount.signum() <= 0) {
            report.invalid(path, amount.toString(), "must be greater than zero");
        }
    }

    /** The quantity that {@code value} spells, or null. */
    static @Nullable Quantity quantity(@Nullable JsonValue value) {
        String text = switch (value) {
            case JsonString(String string) -> string;
            case JsonNumber number -> number.toString();
            case null, default -> "";
        };
        try {
            return text.isEmpty() ? null : Quantity.parse(text);
        } catch (QuantityException notAQuantity) {
            return null;
        }
    }

    private static String wrong(JsonValue value) {
        try {
            Quantity.parse(value instanceof JsonString(String text) ? text : value.toString());
            return "";
        } catch (QuantityException notAQuantity) {
            return String.valueOf(notAQuantity.getMessage());
        }
    }
}
