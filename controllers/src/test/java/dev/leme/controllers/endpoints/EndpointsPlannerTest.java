package dev.leme.controllers.endpoints;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.controllers.TestCluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointsPlannerTest {

    private static final Service SERVICE = Service.of(TestCluster.object(
            "{'metadata':{'name':'s'},'spec':{'ports':[{'port':80,'protocol':'TCP','targetPort':'http'}]}}"));

    private static Pod pod(int number, boolean ready, String port) {
        return Pod.of(
                TestCluster.object("""
                {'metadata':{'name':'p%d','namespace':'d','uid':'u'},'spec':{'containers':[{'name':'c',
                 'ports':[{'name':'%s','containerPort':8080,'protocol':'TCP'}]}]},
                 'status':{'phase':'Running','podIP':'10.42.%d.%d','conditions':[{'type':'Ready','status':'%s'}]}}
                """.formatted(number, port, number / 250, number % 250, ready ? "True" : "False")));
    }

    @Test
    void moreThanAThousand_areTruncated_theUnreadyFirst() {
        List<Pod> pods = new ArrayList<>();
        for (int number = 0; number < 1100; number++) {
            pods.add(pod(number, number >= 200, "http"));
        }
        EndpointsPlanner.Planned planned = EndpointsPlanner.plan(SERVICE, pods);
        assertTrue(planned.truncated());
        assertEquals(1, planned.subsets().size());
        assertEquals(900, planned.subsets().getFirst().addresses().size());
        assertEquals(100, planned.subsets().getFirst().notReadyAddresses().size());
    }

    @Test
    void podWithoutThePort_isNotAmongThem() {
        EndpointsPlanner.Planned planned =
                EndpointsPlanner.plan(SERVICE, List.of(pod(1, true, "http"), pod(2, true, "other")));
        assertFalse(planned.truncated());
        assertEquals(1, planned.subsets().size());
        assertEquals(
                "10.42.0.1", planned.subsets().getFirst().addresses().getFirst().ip());
    }
}
