package dev.leme.cli;

import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.home.ClusterRecord;
import dev.leme.cluster.ClusterConfig;

/** A cluster's configuration, from what {@code up} noted of it. */
final class Configurations {
    private static final String PODS = "10.42.0.0/16";
    private static final String SERVICES = "10.43.0.0/16";

    private Configurations() {}

    static ClusterConfig of(ClusterHome home, ClusterRecord record) {
        return of(
                        home,
                        record.simulated(),
                        record.offline(),
                        record.address(),
                        record.port(),
                        record.loadBalancerPool())
                .withResolvConf(record.resolvConf());
    }

    static ClusterConfig of(
            ClusterHome home, boolean simulated, boolean offline, String address, int port, String loadBalancerPool) {
        return new ClusterConfig(
                home.name(),
                home.directory(),
                simulated ? ClusterConfig.Runtime.SIMULATED : ClusterConfig.Runtime.CONTAINERD,
                offline,
                false,
                home.context(),
                address,
                port,
                PODS,
                SERVICES,
                loadBalancerPool);
    }
}
