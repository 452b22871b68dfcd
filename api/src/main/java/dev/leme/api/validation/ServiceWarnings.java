package dev.leme.api.validation;

import dev.leme.api.address.AddressRange;
import dev.leme.api.address.IpAddress;
import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.service.ServiceNeeds;
import java.util.List;

/** What a Service says without effect, or in a spelling that isn't the standard one. */
final class ServiceWarnings {

    private static final FieldPath SPEC = FieldPath.of("spec");

    private ServiceWarnings() {}

    static void add(List<String> warnings, ApiObject service) {
        JsonObject spec = service.spec();
        String type = spec.string("type");
        if (service.annotations().containsKey("service.kubernetes.io/topology-aware-hints")) {
            warnings.add("annotation service.kubernetes.io/topology-aware-hints is deprecated, please use"
                    + " service.kubernetes.io/topology-mode instead");
        }
        addresses(warnings, spec, "clusterIPs");
        if (ServiceNeeds.headless(spec) && type.equals("ClusterIP")) {
            headless(warnings, spec);
        }
        addresses(warnings, spec, "externalIPs");
        address(warnings, SPEC.child("loadBalancerIP"), spec.string("loadBalancerIP"));
        List<String> ranges = spec.array("loadBalancerSourceRanges").strings();
        for (int i = 0; i < ranges.size(); i++) {
            range(warnings, SPEC.child("loadBalancerSourceRanges").index(i), ranges.get(i));
        }
        if (type.equals("ExternalName") && !spec.array("externalIPs").isEmpty()) {
            warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        }
        if (!type.equals("ExternalName") && !spec.string("externalName").isEmpty()) {
            warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }
        if (spec.string("trafficDistribution").equals("PreferClose")) {
            warnings.add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
    }

    private static void headless(List<String> warnings, JsonObject spec) {
        if (!spec.string("loadBalancerIP").isEmpty()) {
            warnings.add("spec.loadBalancerIP is ignored for headless services");
        }
        if (!spec.array("externalIPs").isEmpty()) {
            warnings.add("spec.externalIPs is ignored for headless services");
        }
        if (!spec.string("sessionAffinity").equals("None")) {
            warnings.add("spec.SessionAffinity is ignored for headless services");
        }
    }

    private static void addresses(List<String> warnings, JsonObject spec, String name) {
        List<String> addresses = spec.array(name).strings();
        for (int i = 0; i < addresses.size(); i++) {
            address(warnings, SPEC.child(name).index(i), addresses.get(i));
        }
    }

    private static void address(List<String> warnings, FieldPath path, String text) {
        IpAddress.parse(text)
                .filter(address -> address.ipv6() && !address.toString().equals(text))
                .ifPresent(address -> warnings.add(path + ": IPv6 address " + FieldError.quote(text)
                        + " should be in RFC 5952 canonical format (" + FieldError.quote(address.toString()) + ")"));
    }

    /** A range whose address has bits beyond the prefix may mean either. */
    private static void range(List<String> warnings, FieldPath path, String text) {
        int slash = text.indexOf('/');
        IpAddress named =
                slash < 0 ? null : IpAddress.parse(text.substring(0, slash)).orElse(null);
        if (named == null) {
            return;
        }
        AddressRange range = AddressRange.parse(text);
        if (!range.base().equals(named)) {
            warnings.add(path + ": CIDR value " + FieldError.quote(text) + " is ambiguous in this context (should be "
                    + FieldError.quote(range.toString()) + " or "
                    + FieldError.quote(named + "/" + (named.ipv6() ? 128 : 32)) + "?)");
        }
    }
}
