package dev.leme.apiserver.server;

import dev.leme.api.resource.Resources;
import dev.leme.apiserver.admission.ClaimResize;
import dev.leme.apiserver.admission.DefaultClass;
import dev.leme.apiserver.admission.DefaultTolerations;
import dev.leme.apiserver.admission.InUseProtection;
import dev.leme.apiserver.admission.LimitRanger;
import dev.leme.apiserver.admission.NamespaceLifecycle;
import dev.leme.apiserver.admission.NewNodesNotReady;
import dev.leme.apiserver.admission.PodPriority;
import dev.leme.apiserver.admission.ResourceQuotaAdmission;
import dev.leme.apiserver.admission.RuntimeClasses;
import dev.leme.apiserver.admission.ServiceAccountAdmission;
import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.catalog.BuiltInResources;
import dev.leme.apiserver.catalog.ResourceCatalog;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.hooks.BuiltInHooks;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.pipeline.Failures;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pipeline.Health;
import dev.leme.apiserver.pipeline.NotFound;
import dev.leme.apiserver.pipeline.RequestPipeline;
import dev.leme.apiserver.pods.Binding;
import dev.leme.apiserver.pods.Eviction;
import dev.leme.apiserver.pods.PodLog;
import dev.leme.apiserver.pods.PortForward;
import dev.leme.apiserver.pods.RemoteCommand;
import dev.leme.apiserver.proxy.ProxyHandler;
import dev.leme.apiserver.rest.RestHandler;
import dev.leme.apiserver.rest.Scale;
import dev.leme.apiserver.rest.Subresources;
import dev.leme.apiserver.storage.Admission;
import dev.leme.apiserver.storage.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything behind the front end: what is served, and the road on which requests come to it. Knows no sockets; starts nothing.
 */
public final class ApiServer implements AutoCloseable {

    private final ResourceCatalog catalog;
    private final RequestPipeline pipeline;
    private volatile boolean ready;

    /** Serves the built-in resources out of a store. */
    public ApiServer(ApiServerSettings settings) {
        this.catalog = new ResourceCatalog(settings.store(), settings.clock());
        Security security = settings.security().apply(catalog);
        Admission admission = admission(catalog, security);
        BuiltInHooks hooks = new BuiltInHooks(catalog, settings.serviceRanges(), settings.clock());
        for (ResourceDefinition definition : BuiltInResources.all()) {
            catalog.serve(definition, hooks, admission);
        }
        List<Filter> filters = new ArrayList<>();
        filters.add(new Failures());
        filters.addAll(security.authentication());
        filters.addAll(settings.beforeAuthorization());
        filters.addAll(security.authorization());
        filters.add(new Health(() -> ready));
        filters.add(new DiscoveryFilter(catalog, settings.address()));
        filters.add(new OpenApiFilter(catalog));
        filters.add(new RestHandler(
                catalog, subresources(catalog, settings, security), security.creation(), settings.clock()));
        filters.addAll(settings.further());
        filters.add(new NotFound());
        this.pipeline = new RequestPipeline(filters);
    }

    /** The policy on writes, in the order in which it is asked. */
    private static Admission admission(ObjectReader objects, Security security) {
        List<Admission.Plugin> plugins = new ArrayList<>(List.of(
                new NamespaceLifecycle(objects),
                new ServiceAccountAdmission(objects),
                new NewNodesNotReady(),
                new PodPriority(objects),
                new RuntimeClasses(objects),
                new DefaultTolerations(),
                new LimitRanger(objects),
                DefaultClass.ofStorage(objects),
                DefaultClass.ofIngresses(objects),
                new ClaimResize(objects),
                new InUseProtection(),
                new ResourceQuotaAdmission(objects)));
        plugins.addAll(security.admission());
        return new Admission(plugins);
    }

    private static Subresources subresources(ResourceCatalog catalog, ApiServerSettings settings, Security security) {
        Subresources subresources = new Subresources()
                .with(Resources.PODS, "binding", new Binding(settings.clock()))
                .with(Resources.PODS, "eviction", new Eviction(catalog, settings.clock()))
                .with(Resources.PODS, "log", new PodLog(settings.nodes(), settings.clock()))
                .with(Resources.PODS, "exec", RemoteCommand.exec(settings.nodes()))
                .with(Resources.PODS, "attach", RemoteCommand.attach(settings.nodes()))
                .with(Resources.PODS, "portforward", new PortForward(settings.nodes()));
        for (var resource : List.of(
                Resources.DEPLOYMENTS,
                Resources.REPLICA_SETS,
                Resources.REPLICATION_CONTROLLERS,
                Resources.STATEFUL_SETS)) {
            subresources.with(resource, "scale", new Scale());
        }
        return security.subresources(ProxyHandler.register(subresources, catalog, settings.nodes()));
    }

    /** What is served. */
    public ResourceCatalog catalog() {
        return catalog;
    }

    /** Answers a request from a socket. */
    public void handle(Exchange exchange) throws IOException, InterruptedException {
        pipeline.handle(exchange);
    }

    /** Answers a request of a part of this process, known to the transport as {@code user}. */
    public void handle(Exchange exchange, User user) throws IOException, InterruptedException {
        pipeline.handle(exchange, user);
    }

    /** Says that everything that a client may count on is there. */
    public void ready() {
        ready = true;
    }

    @Override
    public void close() {
        catalog.close();
    }
}
