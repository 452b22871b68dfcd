package dev.leme.controllers.servicecidr;

import dev.leme.api.address.AddressRange;
import dev.leme.api.address.IpAddress;
import dev.leme.api.object.ApiObject;
import java.util.Collection;
import java.util.List;

/** Decides whether a ServiceCIDR that is to go can: a pure function. */
final class ServiceCidrPlanner {

    private ServiceCidrPlanner() {}

    /** Whether each address in use that is of the ranges of {@code cidr} is of another's too, or there is none. */
    static boolean canGo(ApiObject cidr, Collection<ApiObject> all, Collection<ApiObject> addresses) {
        List<AddressRange> others = all.stream()
                .filter(other -> !other.name().equals(cidr.name()) && !other.isDeleting())
                .flatMap(other -> ranges(other).stream())
                .toList();
        List<AddressRange> own = ranges(cidr).stream()
                .filter(range -> others.stream().noneMatch(other -> other.contains(range)))
                .toList();
        return addresses.stream()
                .flatMap(address -> IpAddress.parse(address.name()).stream())
                .noneMatch(address -> has(own, address) && !has(others, address));
    }

    private static boolean has(List<AddressRange> ranges, IpAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static List<AddressRange> ranges(ApiObject cidr) {
        return cidr.spec().array("cidrs").strings().stream()
                .map(AddressRange::parse)
                .toList();
    }
}
