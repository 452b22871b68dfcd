package dev.leme.controllers.servicecidr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import dev.leme.controllers.TestCluster;
import dev.leme.testkit.await.Await;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceCidrTest {

    private static ApiObject cidr(String name, String range) {
        return TestCluster.object("{'apiVersion':'networking.k8s.io/v1','kind':'ServiceCIDR','metadata':{'name':'"
                + name + "'},'spec':{'cidrs':['" + range + "']}}");
    }

    private static ApiObject address(String name) {
        return TestCluster.object(
                "{'apiVersion':'networking.k8s.io/v1','kind':'IPAddress','metadata':{'name':'" + name + "'}}");
    }

    /** Columns: the range that is to go, another, addresses in use. */
    @ParameterizedTest
    @CsvSource({
        "10.44.0.0/24, 10.43.0.0/16, , true",
        "10.44.0.0/24, 10.43.0.0/16, 10.43.0.7, true",
        "10.44.0.0/24, 10.43.0.0/16, 10.44.0.7, false",
        "10.43.5.0/24, 10.43.0.0/16, 10.43.5.7, true",
        "10.43.0.0/16, 10.43.5.0/24, 10.43.5.7, true",
        "10.43.0.0/16, 10.43.5.0/24, 10.43.6.7, false"
    })
    void canGo_whenNoAddressDependsOnItAlone(String going, String other, String used, boolean expected) {
        List<ApiObject> addresses = used == null
                ? List.of()
                : Arrays.stream(used.split(" ")).map(ServiceCidrTest::address).toList();
        ApiObject subject = cidr("a", going);
        assertEquals(expected, ServiceCidrPlanner.canGo(subject, List.of(subject, cidr("b", other)), addresses));
    }

    @Test
    void range_withAnAddressInUse_staysUntilThatIsGone() {
        try (TestCluster cluster = new TestCluster(true, ServiceCidrController::start)) {
            cluster.client.create(Resources.SERVICE_CIDRS, cidr("more", "10.44.0.0/24"));
            Await.until("ready", () -> ready(cluster).equals("True Kubernetes Service CIDR is ready"));
            cluster.client.create(Resources.IP_ADDRESSES, address("10.44.0.5"));
            cluster.client.delete(Resources.SERVICE_CIDRS, "", "more", DeleteOptions.DEFAULT);
            Await.until(
                    "waits",
                    () -> ready(cluster)
                            .equals(
                                    "False There are still IPAddresses referencing the ServiceCIDR, please remove them or"
                                            + " create a new ServiceCIDR"));
            cluster.client.delete(Resources.IP_ADDRESSES, "", "10.44.0.5", DeleteOptions.DEFAULT);
            Await.until("gone", () -> cluster.client.find(Resources.SERVICE_CIDRS, "", "more") == null);
        }
    }

    private static String ready(TestCluster cluster) {
        return cluster.client.get(Resources.SERVICE_CIDRS, "", "more").status().array("conditions").objects().stream()
                .map(condition -> condition.string("status") + " " + condition.string("message"))
                .findFirst()
                .orElse("");
    }
}
