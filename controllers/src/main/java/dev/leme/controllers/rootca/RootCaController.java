package dev.leme.controllers.rootca;

import dev.leme.api.core.v1.ConfigMap;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.FieldSelector;
import dev.leme.client.ListOptions;
import dev.leme.client.informer.Informer;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.util.List;
import java.util.Map;

/** Keeps the ConfigMap {@code kube-root-ca.crt} in each namespace that isn't going away. */
public final class RootCaController implements Controller {

    private static final String NAME = "root-ca-cert-publisher";
    private static final String MAP = "kube-root-ca.crt";
    private static final String DESCRIPTION = "Contains a CA bundle that can be used to verify the kube-apiserver when"
            + " using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is"
            + " guaranteed across distributions of Kubernetes clusters.";

    private final Map<String, String> data;
    private final Informer namespaces;
    private final Informer maps;
    private final ReconcileLoop<String> loop;

    private RootCaController(ControllerContext context) {
        data = Map.of("ca.crt", context.settings().rootCa());
        namespaces = context.informer(Resources.NAMESPACES);
        maps = context.informers()
                .get(Resources.CONFIG_MAPS, ListOptions.ALL.withFields(FieldSelector.of("metadata.name", MAP)));
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(namespaces, namespace -> List.of(namespace.name())).on(maps, map -> List.of(map.namespace()));
        loop.start(1, this::reconcile);
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new RootCaController(context);
    }

    private Outcome reconcile(String name) {
        ApiObject namespace = namespaces.lister().find("", name);
        if (namespace == null || namespace.isDeleting()) {
            return Outcome.DONE;
        }
        ApiObject known = maps.lister().find(name, MAP);
        if (known == null) {
            loop.client().create(Resources.CONFIG_MAPS, map(name).object());
        } else if (!ConfigMap.of(known).data().equals(data)) {
            ConfigMap corrected = ConfigMap.of(known).toBuilder().data(data).build();
            loop.client().update(Resources.CONFIG_MAPS, corrected.object());
        }
        return Outcome.DONE;
    }

    private ConfigMap map(String namespace) {
        return ConfigMap.builder()
                .metadata(metadata -> metadata.name(MAP)
                        .namespace(namespace)
                        .putAnnotations("kubernetes.io/description", DESCRIPTION))
                .data(data)
                .build();
    }

    @Override
    public void close() {
        loop.close();
    }
}
