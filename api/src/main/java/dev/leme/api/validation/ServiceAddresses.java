package dev.leme.api.validation;

import dev.leme.api.address.IpAddress;
import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.service.ServiceNeeds;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A Service's addresses in the cluster, their families, and how both may change. */
final class ServiceAddresses {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath IPS = SPEC.child("clusterIPs");
    private static final FieldPath FAMILIES = SPEC.child("ipFamilies");
    private static final FieldPath POLICY = SPEC.child("ipFamilyPolicy");
    private static final String CHANGED = "may not change once set";

    private ServiceAddresses() {}

    static void check(Report report, JsonObject spec) {
        if (!ServiceNeeds.address(spec)) {
            return;
        }
        agreement(report, spec);
        families(report, spec);
        if (spec.has("ipFamilyPolicy")) {
            report.oneOf(SPEC, spec, "ipFamilyPolicy", List.of("PreferDualStack", "RequireDualStack", "SingleStack"));
        }
        List<String> addresses = spec.array("clusterIPs").strings();
        boolean spelled = spelled(report, spec, addresses);
        if (addresses.size() > 2) {
            report.invalid(IPS, spec.array("clusterIPs"), "may only hold up to 2 values");
        }
        if (spelled) {
            pairs(report, spec, addresses);
        }
    }

    private static void agreement(Report report, JsonObject spec) {
        String single = spec.string("clusterIP");
        List<String> addresses = spec.array("clusterIPs").strings();
        if (single.isEmpty() && !addresses.isEmpty()) {
            report.invalid(IPS, spec.array("clusterIPs"), "must be empty when `clusterIP` is not specified");
        } else if (!single.isEmpty() && addresses.isEmpty()) {
            report.required(IPS, "");
        } else if (!single.isEmpty() && !addresses.getFirst().equals(single)) {
            report.invalid(IPS, spec.array("clusterIPs"), "first value must match `clusterIP`");
        }
    }

    private static void families(Report report, JsonObject spec) {
        List<String> families = spec.array("ipFamilies").strings();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < families.size(); i++) {
            report.supported(FAMILIES.index(i), families.get(i), List.of("IPv4", "IPv6"));
            if (!seen.add(families.get(i))) {
                report.add(FieldError.duplicate(FAMILIES.index(i), families.get(i)));
            }
        }
    }

    private static boolean spelled(Report report, JsonObject spec, List<String> addresses) {
        boolean good = true;
        for (int i = 0; i < addresses.size(); i++) {
            if (i == 0 && addresses.getFirst().equals("None")) {
                if (addresses.size() > 1) {
                    report.invalid(IPS, spec.array("clusterIPs"), "'None' must be the first and only value");
                    good = false;
                }
            } else {
                good &= Addresses.isIp(addresses.get(i));
                Addresses.ip(report, IPS.index(i), addresses.get(i));
            }
        }
        return good;
    }

    /** Two addresses are one of each family, and each is of the family that stands at its place. */
    private static void pairs(Report report, JsonObject spec, List<String> addresses) {
        List<String> named = spec.array("ipFamilies").strings();
        Set<String> seen = new HashSet<>();
        boolean twice = false;
        for (int i = 0; i < addresses.size(); i++) {
            Optional<IpAddress> address = IpAddress.parse(addresses.get(i));
            if (address.isEmpty()) {
                continue;
            }
            String family = address.get().family();
            twice |= !seen.add(family);
            if (i < named.size() && !named.get(i).equals(family)) {
                report.invalid(
                        IPS.index(i),
                        addresses.get(i),
                        "expected an " + named.get(i) + " value as indicated by `ipFamilies[" + i + "]`");
            }
        }
        if (twice) {
            report.invalid(IPS, spec.array("clusterIPs"), "may specify no more than one IP for each IP family");
        }
    }

    /** Addresses and families stay, and a second of each comes and goes, unless the service was or becomes an ExternalName. */
    static void update(Report report, JsonObject fresh, JsonObject old) {
        if (!ServiceNeeds.address(fresh) || !ServiceNeeds.address(old)) {
            return;
        }
        boolean headless = ServiceNeeds.headless(fresh);
        boolean before = ServiceNeeds.headless(old);
        if (!headless || !before) {
            change(report, IPS, fresh, old, "primary clusterIP can not be unset", "clusterIP");
        }
        if (!headless && !before) {
            change(report, FAMILIES, fresh, old, "primary ipFamily can not be unset", "ipFamily");
        }
    }

    private static void change(
            Report report, FieldPath path, JsonObject fresh, JsonObject old, String unset, String what) {
        String name = what.equals("clusterIP") ? "clusterIPs" : "ipFamilies";
        JsonArray now = fresh.array(name);
        List<String> after = now.strings();
        List<String> before = old.array(name).strings();
        int common = after.size() == before.size() ? after.size() : Math.min(1, Math.min(after.size(), before.size()));
        if (after.isEmpty() && !before.isEmpty()) {
            report.invalid(path.index(0), orNull(now), unset);
        }
        for (int i = 0; i < common; i++) {
            if (!after.get(i).equals(before.get(i))) {
                report.invalid(path.index(i), now, CHANGED);
            }
        }
        boolean released = before.size() > 1 && after.size() == 1;
        if (released && !fresh.string("ipFamilyPolicy").equals("SingleStack")) {
            report.invalid(
                    POLICY,
                    new JsonString(fresh.string("ipFamilyPolicy")),
                    "must be set to 'SingleStack' when releasing the secondary " + what);
        }
    }

    private static JsonValue orNull(JsonArray values) {
        return values.isEmpty() ? JsonNull.NULL : values;
    }
}
