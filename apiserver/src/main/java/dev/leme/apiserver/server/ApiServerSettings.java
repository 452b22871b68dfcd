package dev.leme.apiserver.server;

import dev.leme.api.address.AddressRange;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pods.NodeGateway;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.base.time.Clock;
import dev.leme.store.Store;
import java.util.List;
import java.util.function.Function;

/**
 * What an API server is made of.
 *
 * @param store where the state is
 * @param clock the time
 * @param serviceRanges the addresses that Services get, of one family or of two, the usual one first
 * @param address where clients find the server, as {@code 10.0.0.1:6443}
 * @param security who may do what, over what is committed
 * @param nodes the way to what runs on nodes
 * @param beforeAuthorization filters that know by themselves who may pass
 * @param further filters for paths that no resource has, in order
 */
public record ApiServerSettings(
        Store store,
        Clock clock,
        List<AddressRange> serviceRanges,
        String address,
        Function<ObjectReader, Security> security,
        NodeGateway nodes,
        List<Filter> beforeAuthorization,
        List<Filter> further) {}
