package dev.leme.controllers.serviceaccount;

import dev.leme.api.core.v1.ServiceAccount;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.informer.Informer;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.util.List;

/** Makes the ServiceAccount {@code default} in each namespace that isn't going away, and makes it again when it is deleted. */
public final class ServiceAccountController implements Controller {

    private static final String NAME = "service-account-controller";
    private static final String DEFAULT = "default";

    private final Informer namespaces;
    private final Informer accounts;
    private final ReconcileLoop<String> loop;

    private ServiceAccountController(ControllerContext context) {
        namespaces = context.informer(Resources.NAMESPACES);
        accounts = context.informer(Resources.SERVICE_ACCOUNTS);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(namespaces, namespace -> List.of(namespace.name()))
                .on(accounts, account -> account.name().equals(DEFAULT) ? List.of(account.namespace()) : List.of());
        loop.start(1, this::reconcile);
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new ServiceAccountController(context);
    }

    private Outcome reconcile(String name) {
        ApiObject namespace = namespaces.lister().find("", name);
        if (namespace != null && !namespace.isDeleting() && accounts.lister().find(name, DEFAULT) == null) {
            ServiceAccount account = ServiceAccount.builder()
                    .metadata(metadata -> metadata.name(DEFAULT).namespace(name))
                    .build();
            loop.client().create(Resources.SERVICE_ACCOUNTS, account.object());
        }
        return Outcome.DONE;
    }

    @Override
    public void close() {
        loop.close();
    }
}
