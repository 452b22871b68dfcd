package dev.leme.cli;

import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.home.ClusterRecord;
import dev.leme.cluster.ClusterConfig;
import java.util.List;

/** A cluster's configuration, from what {@code up} noted of it. */
final class Configurations {
    private Configurations() {}

    static ClusterConfig of(ClusterHome home, ClusterRecord record) {
        return of(
                        home,
                        record.simulated(),
                        record.offline(),
                        record.addresses(),
                        record.port(),
                        record.loadBalancerPool())
                .withResolvConf(record.resolvConf());
    }

    static ClusterConfig of(
            ClusterHome home,
            boolean simulated,
            boolean offline,
            List<String> addresses,
            int port,
            String loadBalancerPool) {
        return new ClusterConfig(
                home.name(),
                home.directory(),
                simulated ? ClusterConfig.Runtime.SIMULATED : ClusterConfig.Runtime.CONTAINERD,
                offline,
                false,
                home.context(),
                addresses,
                port,
                ClusterConfig.usualPods(addresses),
                ClusterConfig.usualServices(addresses),
                loadBalancerPool);
    }
}
