package dev.leme.cluster.why;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import java.util.ArrayList;
import java.util.List;

/** Why a node can't be used, or not for everything. */
final class NodeReasons {

    private static final List<String> PRESSURES =
            List.of("MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable");

    private final Facts facts;
    private final ApiObject node;

    NodeReasons(Facts facts, ApiObject node) {
        this.facts = facts;
        this.node = node;
    }

    Finding explain() {
        List<Finding> reasons = new ArrayList<>(List.of(ready()));
        for (String pressure : PRESSURES) {
            JsonObject condition = Story.condition(node, pressure);
            if (condition.string("status").equals("True")) {
                reasons.add(Finding.broken(pressure + ": " + condition.string("message"))
                        .next("make room: pods are sent away from this node until then"));
            }
        }
        if (node.spec().bool("unschedulable")) {
            reasons.add(Finding.waits("it is cordoned: it takes no new pods").next("kubectl uncordon " + node.name()));
        }
        for (JsonObject taint : node.spec().array("taints").objects()) {
            reasons.add(Finding.note("it has the taint " + taint.string("key")
                    + (taint.string("value").isEmpty() ? "" : "=" + taint.string("value")) + ":"
                    + taint.string("effect") + ": pods without a toleration for it stay away"));
        }
        Finding.State worst = Finding.worst(reasons);
        String how = worst.isTrouble() ? "not all well" : "well";
        return new Finding(
                worst.isTrouble() ? worst : Finding.State.OK, "node " + node.name() + " is " + how, "", reasons);
    }

    private Finding ready() {
        JsonObject condition = Story.condition(node, "Ready");
        return switch (condition.string("status")) {
            case "True" -> Finding.ok("it is Ready: " + condition.string("message"));
            case "False" ->
                Finding.broken("it is not Ready: " + condition.string("message"))
                        .next("./leme doctor tells what the machine lacks");
            default -> Finding.broken("nobody hears of it" + lease()).next("start its machine, or its server");
        };
    }

    private String lease() {
        ApiObject lease = facts.find(Resources.LEASES, "kube-node-lease", node.name());
        return lease == null
                ? ""
                : ": it last said that it lives at " + lease.spec().string("renewTime");
    }
}
