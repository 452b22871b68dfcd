package dev.leme.controllers.serviceloadbalancer;

import dev.leme.api.core.v1.LoadBalancerIngress;
import dev.leme.api.core.v1.PortStatus;
import dev.leme.api.core.v1.Service;
import dev.leme.api.core.v1.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Decides which addresses a Service has. Pure. */
final class LoadBalancerPlanner {

    /** Held by a Service as long as addresses are its own (upstream's name). */
    static final String FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

    /** Services may name this class or none; those of any other are somebody else's. */
    static final String CLASS = "leme.dev/load-balancer";

    private final AddressPool pool;
    private final Predicate<String> taken;

    /** @param taken whether an address is another Service's */
    LoadBalancerPlanner(AddressPool pool, Predicate<String> taken) {
        this.pool = pool;
        this.taken = taken;
    }

    /** Whether the Service is to have addresses from here. */
    static boolean wants(Service service) {
        return service.spec().type().equals("LoadBalancer") && isOurs(service.spec());
    }

    private static boolean isOurs(ServiceSpec spec) {
        return spec.loadBalancerClass().isEmpty() || spec.loadBalancerClass().equals(CLASS);
    }

    LoadBalancerPlan plan(Service service) {
        boolean held = service.object().finalizers().contains(FINALIZER);
        if (!wants(service) || service.object().isDeleting()) {
            return held && isOurs(service.spec()) ? new LoadBalancerPlan.Release() : new LoadBalancerPlan.Nothing();
        }
        List<String> addresses = new ArrayList<>();
        for (boolean v6 : families(service)) {
            String wish = wish(service, v6);
            if (!wish.isEmpty() && (!pool.contains(wish) || taken.test(wish))) {
                return new LoadBalancerPlan.Refuse("requested address " + wish
                        + (pool.contains(wish) ? " belongs to another Service" : " is not in the pool " + pool));
            }
            Optional<String> address = wish.isEmpty() ? keptOrFree(service, v6) : Optional.of(wish);
            if (address.isEmpty()) {
                return new LoadBalancerPlan.Refuse("the pool " + pool + " has no address left");
            }
            addresses.add(address.get());
        }
        return addresses.isEmpty() ? refusedFamilies(service) : assigned(service, addresses, held);
    }

    private LoadBalancerPlan refusedFamilies(Service service) {
        String why = pool.ranges().isEmpty()
                ? "there is no pool of addresses: name one with --load-balancer-pool"
                : "the pool " + pool + " has no address of "
                        + String.join(" or ", service.spec().ipFamilies());
        return new LoadBalancerPlan.Refuse(why);
    }

    /** Those of the Service's families that the pool has, its main one first. */
    private List<Boolean> families(Service service) {
        List<String> named = service.spec().ipFamilies();
        return (named.isEmpty() ? List.of("IPv4") : named)
                .stream().map("IPv6"::equals).filter(pool::has).toList();
    }

    private static String wish(Service service, boolean v6) {
        String wish = service.spec().loadBalancerIP();
        return isOf(wish, v6) ? wish : "";
    }

    private static boolean isOf(String address, boolean v6) {
        return !address.isEmpty() && address.contains(":") == v6;
    }

    private Optional<String> keptOrFree(Service service, boolean v6) {
        return service.status().loadBalancer().ingress().stream()
                .map(LoadBalancerIngress::ip)
                .filter(address -> isOf(address, v6) && pool.contains(address) && !taken.test(address))
                .findFirst()
                .or(() -> pool.free(v6, taken));
    }

    private static LoadBalancerPlan assigned(Service service, List<String> addresses, boolean held) {
        List<LoadBalancerIngress> present = service.status().loadBalancer().ingress();
        List<LoadBalancerIngress> wanted =
                addresses.stream().map(address -> ingress(address, service)).toList();
        boolean moved = !present.stream().map(LoadBalancerIngress::ip).toList().equals(addresses);
        boolean same = held
                && present.stream()
                        .map(LoadBalancerIngress::json)
                        .toList()
                        .equals(wanted.stream().map(LoadBalancerIngress::json).toList());
        return same ? new LoadBalancerPlan.Nothing() : new LoadBalancerPlan.Assign(wanted, moved);
    }

    private static LoadBalancerIngress ingress(String address, Service service) {
        List<PortStatus> ports = service.spec().ports().stream()
                .map(port -> PortStatus.builder()
                        .port(port.port())
                        .protocol(port.protocol().isEmpty() ? "TCP" : port.protocol())
                        .build())
                .toList();
        return LoadBalancerIngress.builder()
                .ip(address)
                .ipMode("VIP")
                .ports(ports)
                .build();
    }
}
