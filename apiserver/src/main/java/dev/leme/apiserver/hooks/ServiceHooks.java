package dev.leme.apiserver.hooks;

import dev.leme.api.address.IpAddress;
import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.service.AddressFamilies;
import dev.leme.api.service.ServiceNeeds;
import dev.leme.api.status.ApiException;
import dev.leme.api.validation.Validation;
import dev.leme.apiserver.storage.Companions;
import dev.leme.apiserver.storage.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Addresses and node ports are taken and given back in the very transaction that writes the Service. */
final class ServiceHooks extends StandardHooks {

    private final ClusterAddresses addresses;
    private final NodePorts nodePorts;
    private final ServiceHints hints;

    ServiceHooks(ClusterAddresses addresses, NodePorts nodePorts, ServiceHints hints) {
        super(Resources.SERVICES);
        this.addresses = addresses;
        this.nodePorts = nodePorts;
        this.hints = hints;
    }

    @Override
    public ApiObject preparedForCreate(ApiObject service) {
        return inFamilies(super.preparedForCreate(service), null);
    }

    @Override
    public ApiObject preparedForUpdate(ApiObject fresh, ApiObject old, Part part) {
        ApiObject prepared = super.preparedForUpdate(fresh, old, part);
        return part == Part.STATUS ? prepared : inFamilies(prepared, old);
    }

    private ApiObject inFamilies(ApiObject service, @Nullable ApiObject old) {
        refuse(service, Validation.serviceAddresses(service));
        AddressFamilies.Decision decision =
                AddressFamilies.decide(service.spec(), old == null ? null : old.spec(), addresses.families());
        refuse(service, decision.errors());
        return decision.spec().equals(service.spec()) ? service : service.with("spec", decision.spec());
    }

    private static void refuse(ApiObject service, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ApiException.invalid(Resources.SERVICES, service.name(), errors);
        }
    }

    @Override
    public ApiObject allocate(ApiObject fresh, @Nullable ApiObject old, Companions companions) {
        JsonObject before = old == null ? JsonObject.EMPTY : old.spec();
        JsonObject spec = withAddresses(fresh, before, companions);
        return fresh.with("spec", new PortAllocation(nodePorts, fresh, before, companions).apply(spec));
    }

    private JsonObject withAddresses(ApiObject service, JsonObject before, Companions companions) {
        JsonObject spec = service.spec();
        List<IpAddress> held = addresses(before);
        List<IpAddress> wanted = addresses(spec);
        held.stream().filter(address -> !wanted.contains(address)).forEach(old -> addresses.release(old, companions));
        if (!ServiceNeeds.address(spec) || ServiceNeeds.headless(spec)) {
            return spec;
        }
        for (IpAddress address : wanted) {
            if (!held.contains(address)) {
                claim(address, service, companions);
            }
        }
        List<String> families = spec.array("ipFamilies").strings();
        List<String> all = new ArrayList<>(spec.array("clusterIPs").strings());
        for (String family : families.subList(Math.min(all.size(), families.size()), families.size())) {
            String chosen = addresses.choose(family);
            IpAddress.parse(chosen).ifPresent(address -> addresses.take(address, service, companions));
            all.add(chosen);
        }
        return spec.with("clusterIP", all.getFirst()).with("clusterIPs", JsonArray.ofStrings(all));
    }

    private void claim(IpAddress address, ApiObject service, Companions companions) {
        String refusal = addresses.refusal(address);
        if (!refusal.isEmpty()) {
            refuse(
                    service,
                    List.of(FieldError.invalid(
                            FieldPath.of("spec", "clusterIPs"),
                            service.spec().array("clusterIPs"),
                            "failed to allocate IP " + address + ": " + refusal)));
        }
        addresses.take(address, service, companions);
    }

    /** The addresses that a spec holds; none for a headless Service or an ExternalName. */
    private static List<IpAddress> addresses(JsonObject spec) {
        return !ServiceNeeds.address(spec)
                ? List.of()
                : spec.array("clusterIPs").strings().stream()
                        .map(IpAddress::parse)
                        .flatMap(Optional::stream)
                        .toList();
    }

    @Override
    public void release(ApiObject service, Companions companions) {
        addresses(service.spec()).forEach(address -> addresses.release(address, companions));
        NodePorts.of(service.spec()).forEach(port -> nodePorts.release(port, companions));
    }

    @Override
    public List<String> hints(ApiObject fresh, @Nullable ApiObject old) {
        return hints.of(fresh, old);
    }
}
