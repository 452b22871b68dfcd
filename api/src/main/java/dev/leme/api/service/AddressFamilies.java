package dev.leme.api.service;

import dev.leme.api.address.IpAddress;
import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides in which families, and how many, a Service gets addresses: what its writer left out follows from the addresses that it
 * names, from what it had before, and from the families of the cluster.
 */
public final class AddressFamilies {

    private static final String POLICY = "ipFamilyPolicy";
    private static final String FAMILIES = "ipFamilies";
    private static final String ADDRESSES = "clusterIPs";
    private static final FieldPath SPEC = FieldPath.of("spec");

    private final List<String> configured;
    private final List<FieldError> errors = new ArrayList<>();

    private AddressFamilies(List<String> configured) {
        this.configured = configured;
    }

    /** The spec with its families, and what speaks against it. */
    public record Decision(JsonObject spec, List<FieldError> errors) {}

    /** Decides for {@code spec}, which replaces {@code old} (null for a new one), where the cluster has {@code configured}. */
    public static Decision decide(JsonObject spec, @Nullable JsonObject old, List<String> configured) {
        JsonObject before = old == null ? JsonObject.EMPTY : old;
        if (!ServiceNeeds.address(spec) || unchangedPreference(spec, before)) {
            return new Decision(spec, List.of());
        }
        AddressFamilies families = new AddressFamilies(configured);
        JsonObject decided = families.decided(spec, before);
        return new Decision(decided, List.copyOf(families.errors));
    }

    /** A Service that prefers two stacks gains or loses one only where its writer says so, not when the cluster changes. */
    private static boolean unchangedPreference(JsonObject spec, JsonObject old) {
        return spec.string(POLICY).equals("PreferDualStack")
                && old.string(POLICY).equals("PreferDualStack")
                && !spec.array(ADDRESSES).isEmpty()
                && !spec.array(FAMILIES).isEmpty()
                && same(spec, old, ADDRESSES)
                && same(spec, old, FAMILIES);
    }

    private static boolean same(JsonObject spec, JsonObject old, String name) {
        return Objects.equals(spec.array(name), old.array(name));
    }

    private JsonObject decided(JsonObject asked, JsonObject old) {
        boolean noSelector = asked.object("selector").isEmpty();
        boolean anywhere = ServiceNeeds.headless(asked) && noSelector;
        JsonObject spec = policy(asked, old, anywhere);
        boolean single = spec.string(POLICY).equals("SingleStack");
        spec = single ? reduced(spec, old) : spec;
        if (!single) {
            refuseReduction(spec, old);
        }
        refuseTwoOfOne(spec, single);
        List<String> families = inferred(spec);
        if (!anywhere) {
            refuseUnknown(spec, families);
        }
        if (families.isEmpty()) {
            families.add(configured.getFirst());
        }
        boolean both = anywhere || configured.size() == 2;
        if (!single && families.size() == 1 && both) {
            families.add(families.getFirst().equals("IPv4") ? "IPv6" : "IPv4");
        }
        return spec.with(FAMILIES, JsonArray.ofStrings(families));
    }

    private static JsonObject policy(JsonObject spec, JsonObject old, boolean anywhere) {
        if (!spec.string(POLICY).isEmpty()) {
            return spec;
        }
        String before = old.string(POLICY);
        String otherwise = anywhere ? "RequireDualStack" : "SingleStack";
        return spec.with(POLICY, before.isEmpty() ? otherwise : before);
    }

    /** Asking for a single stack is asking for the first of two, where nothing else was asked for. */
    private static JsonObject reduced(JsonObject spec, JsonObject old) {
        JsonObject result = spec;
        for (String name : List.of(ADDRESSES, FAMILIES)) {
            List<String> values = spec.array(name).strings();
            if (values.size() > 1 && same(spec, old, name)) {
                result = result.with(name, JsonArray.ofStrings(values.subList(0, 1)));
            }
        }
        return result;
    }

    private void refuseReduction(JsonObject spec, JsonObject old) {
        if (isReduced(spec, old, ADDRESSES)) {
            refuse(spec, "must be 'SingleStack' to release the secondary cluster IP");
        }
        if (isReduced(spec, old, FAMILIES)) {
            refuse(spec, "must be 'SingleStack' to release the secondary IP family");
        }
    }

    private static boolean isReduced(JsonObject spec, JsonObject old, String name) {
        List<String> now = spec.array(name).strings();
        List<String> before = old.array(name).strings();
        return now.size() == 1 && before.size() == 2 && now.getFirst().equals(before.getFirst());
    }

    private void refuseTwoOfOne(JsonObject spec, boolean single) {
        if (single && spec.array(ADDRESSES).size() == 2) {
            refuse(spec, "must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified");
        }
        if (single && spec.array(FAMILIES).size() == 2) {
            refuse(spec, "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified");
        }
    }

    private void refuseUnknown(JsonObject spec, List<String> families) {
        if (spec.string(POLICY).equals("RequireDualStack") && configured.size() < 2) {
            refuse(spec, "this cluster is not configured for dual-stack services");
        }
        for (int i = 0; i < families.size(); i++) {
            if (!configured.contains(families.get(i))) {
                errors.add(FieldError.invalid(
                        SPEC.child(FAMILIES).index(i), families.get(i), "not configured on this cluster"));
            }
        }
    }

    private void refuse(JsonObject spec, String detail) {
        errors.add(FieldError.invalid(SPEC.child(POLICY), new JsonString(spec.string(POLICY)), detail));
    }

    /** The families that are named, and after them those of the addresses that are. */
    private static List<String> inferred(JsonObject spec) {
        List<String> families = new ArrayList<>(spec.array(FAMILIES).strings());
        List<String> addresses = spec.array(ADDRESSES).strings();
        for (int i = families.size(); i < addresses.size(); i++) {
            IpAddress.parse(addresses.get(i)).ifPresent(address -> families.add(address.family()));
        }
        return families;
    }
}
