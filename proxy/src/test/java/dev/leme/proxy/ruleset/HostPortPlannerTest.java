package dev.leme.proxy.ruleset;

import static dev.leme.proxy.Samples.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.core.v1.Pod;
import dev.leme.proxy.Samples;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostPortPlannerTest {

    private static final NodeFacts NODE = Samples.node("172.30.0.1", "192.0.2.1");
    private static final String PORT = "{'containerPort':53,'hostPort':5353,'protocol':'UDP'}";

    @Test
    void hostPort_withoutHostIp_isOnEveryAddressOfTheNode() {
        ServiceRules rules = HostPortPlanner.plan(pod("dns", "10.42.0.2", PORT), NODE);
        assertEquals(
                Map.of(
                        new Frontend("172.30.0.1", "udp", 5353),
                        "slot-0",
                        new Frontend("192.0.2.1", "udp", 5353),
                        "slot-0"),
                rules.verdicts());
        assertEquals(
                Set.of(List.of(new Backend("10.42.0.2", 53))),
                Set.copyOf(rules.backends().values()));
    }

    @Test
    void hostPort_withHostIp_isThereOnly() {
        String port = "{'containerPort':53,'hostPort':5353,'hostIP':'192.0.2.1'}";
        assertEquals(
                Map.of(new Frontend("192.0.2.1", "tcp", 5353), "slot-0"),
                HostPortPlanner.plan(pod("dns", "10.42.0.2", port), NODE).verdicts());
    }

    @Test
    void podOverWithoutAddressOrOnTheHostsNetwork_hasNone() {
        Pod running = pod("dns", "10.42.0.2", PORT);
        assertEquals(ServiceRules.NONE, HostPortPlanner.plan(pod("dns", "", PORT), NODE));
        assertEquals(ServiceRules.NONE, HostPortPlanner.plan(over(running), NODE));
        Pod onHost = running.toBuilder().spec(spec -> spec.hostNetwork(true)).build();
        assertEquals(ServiceRules.NONE, HostPortPlanner.plan(onHost, NODE));
        assertEquals(ServiceRules.NONE, HostPortPlanner.plan(pod("dns", "10.42.0.2", "{'containerPort':53}"), NODE));
    }

    private static Pod over(Pod pod) {
        return pod.toBuilder().status(status -> status.phase("Succeeded")).build();
    }
}
