package dev.leme.proxy;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.proxy.ruleset.NodeFacts;
import dev.leme.proxy.ruleset.TableFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Services and slices in namespace {@code default} for tests; single quotes stand for double ones. */
public final class Samples {

    private Samples() {}

    /** What the planner knows of node {@code node-1}; no pool of load balancers, no neighbours. */
    public static NodeFacts node(String... addresses) {
        return new NodeFacts("node-1", "", List.of(addresses), List.of("10.42.0.0/16"), List.of(), new TreeSet<>());
    }

    /** The usual table. */
    public static TableFrame frame() {
        return new TableFrame("leme", List.of("10.42.0.0/16"), List.of("10.43.0.0/16"), true);
    }

    /** A Service with this spec. */
    public static Service service(String name, String spec) {
        return service(name, "", spec, "{}");
    }

    /** A Service with these labels, this spec and this status. */
    public static Service service(String name, String labels, String spec, String status) {
        return Service.of(json("{'apiVersion':'v1','kind':'Service','metadata':{'name':'" + name
                + "','namespace':'default','labels':{" + labels + "}},'spec':" + spec + ",'status':" + status + "}"));
    }

    /** A Node that is Ready. */
    public static Node readyNode(String name, String zone) {
        return Node.of(json("{'apiVersion':'v1','kind':'Node','metadata':{'name':'" + name
                + "','labels':{'topology.kubernetes.io/zone':'" + zone
                + "'}},'status':{'conditions':[{'type':'Ready','status':'True'}]}}"));
    }

    /** A ClusterIP Service with one port without a name. */
    public static Service clusterIp(String name, String address, String protocol, int port) {
        return service(
                name,
                "{'type':'ClusterIP','clusterIP':'" + address + "','clusterIPs':['" + address
                        + "'],'ports':[{'protocol':'" + protocol + "','port':" + port + "}]}");
    }

    /** The one slice of a Service, its port without a name. */
    public static EndpointSlice slice(String service, String protocol, int port, String... endpoints) {
        return EndpointSlice.of(json("{'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice','metadata':{'name':'"
                + service + "-1','namespace':'default','labels':{'kubernetes.io/service-name':'" + service
                + "'}},'addressType':'IPv4','ports':[{'name':'','protocol':'" + protocol + "','port':" + port
                + "}],'endpoints':[" + List.of(endpoints).stream().collect(Collectors.joining(",")) + "]}"));
    }

    /** As {@link #slice}, the one of IPv6. */
    public static EndpointSlice slice6(String service, String protocol, int port, String... endpoints) {
        return EndpointSlice.of(slice(service, protocol, port, endpoints)
                .object()
                .withName(service + "-6")
                .with("addressType", new JsonString("IPv6"))
                .json());
    }

    /** A running pod of {@code node-1} with one port. */
    public static Pod pod(String name, String address, String port) {
        return Pod.of(json("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name
                + "','namespace':'default'},'spec':{'nodeName':'node-1','containers':[{'name':'c','ports':[" + port
                + "]}]},'status':{'phase':'Running','podIP':'" + address + "'}}"));
    }

    /** A ready endpoint on node {@code node-1}. */
    public static String ready(String address) {
        return endpoint(address, "node-1", "'ready':true,'serving':true,'terminating':false");
    }

    /** A ready endpoint on another node. */
    public static String elsewhere(String address) {
        return endpoint(address, "node-2", "'ready':true");
    }

    /** An endpoint that terminates and still serves. */
    public static String terminating(String address) {
        return endpoint(address, "node-1", "'ready':false,'serving':true,'terminating':true");
    }

    /** An endpoint that isn't ready. */
    public static String unready(String address) {
        return endpoint(address, "node-1", "'ready':false,'serving':false,'terminating':false");
    }

    private static String endpoint(String address, String node, String conditions) {
        return "{'addresses':['" + address + "'],'nodeName':'" + node + "','conditions':{" + conditions + "}}";
    }

    private static JsonObject json(String text) {
        return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
