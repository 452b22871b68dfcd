package dev.leme.controllers;

import dev.leme.api.resource.Resource;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import java.util.function.Function;

/**
 * What every controller is given.
 *
 * @param clients the client of a controller by the controller's name, under the identity that the server's roles expect
 * @param informers the process's shared caches
 * @param clock the time
 * @param settings what the cluster's configuration says to controllers
 */
public record ControllerContext(
        Function<String, ApiClient> clients, Informers informers, Clock clock, ControllerSettings settings) {

    /** The client of the controller called {@code name}. */
    public ApiClient client(String name) {
        return clients.apply(name);
    }

    /** The shared cache of a resource. */
    public Informer informer(Resource resource) {
        return informers.get(resource);
    }

    /** A recorder for the controller called {@code name}; its user closes it. */
    public EventRecorder recorder(String name) {
        return recorder(name, name);
    }

    /** A recorder for the controller called {@code name} whose events come from {@code component}. */
    public EventRecorder recorder(String name, String component) {
        return new EventRecorder(client(name), clock, component);
    }
}
