package dev.leme.cluster;

import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.informer.Informers;
import dev.leme.node.NodeAgent;
import dev.leme.node.NodeConfig;
import dev.leme.node.runtime.simulated.SimulatedRuntime;

/** One more node of this process, whose pods are simulated. To close it is to fall silent, as a machine that lost its power. */
final class SimulatedNode implements AutoCloseable {

    private final SimulatedRuntime runtime;
    private final Informers informers;
    private final NodeAgent agent;

    private SimulatedNode(SimulatedRuntime runtime, Informers informers, NodeAgent agent) {
        this.runtime = runtime;
        this.informers = informers;
        this.agent = agent;
    }

    static SimulatedNode start(NodeConfig config, ApiClient client, LocalNodes nodes, Clock clock)
            throws InterruptedException {
        SimulatedRuntime runtime = new SimulatedRuntime(clock, config.podCidrs().getFirst());
        Informers informers = new Informers(client, clock);
        informers.start();
        NodeAgent agent = new NodeAgent(config, runtime, client, informers, clock);
        nodes.connect(config.name(), agent.streams());
        agent.start();
        return new SimulatedNode(runtime, informers, agent);
    }

    @Override
    public void close() {
        agent.close();
        informers.close();
        runtime.close();
    }
}
