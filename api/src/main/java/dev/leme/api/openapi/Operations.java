package dev.leme.api.openapi;

import dev.leme.api.openapi.ApiResource.Subresource;
import dev.leme.api.openapi.Operation.At;
import dev.leme.api.openapi.Operation.Body;
import dev.leme.api.openapi.Operation.Kind;
import dev.leme.api.openapi.Operation.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;

/** All that can be done with one resource, path by path. */
final class Operations {

    static final String STATUS = "io.k8s.apimachinery.pkg.apis.meta.v1.Status";
    static final String DELETE_OPTIONS = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";
    static final String PATCH = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";
    static final String WATCH_EVENT = "io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent";

    private static final Set<String> CONNECT = Set.of("exec", "attach", "portforward", "proxy");

    /** Resources whose delete answers with the object. */
    private static final Set<String> RETURN_DELETED = Set.of(
            "/persistentvolumes",
            "/persistentvolumeclaims",
            "/pods",
            "/podtemplates",
            "/resourcequotas",
            "/services",
            "/serviceaccounts",
            "resource.k8s.io/deviceclasses",
            "resource.k8s.io/resourceclaims",
            "resource.k8s.io/resourceclaimtemplates",
            "resource.k8s.io/resourceslices",
            "storage.k8s.io/csidrivers",
            "storage.k8s.io/csinodes",
            "storage.k8s.io/storageclasses",
            "storage.k8s.io/volumeattachments",
            "storage.k8s.io/volumeattributesclasses");

    private final ApiResource resource;
    private final Kind kind;
    private final String scope;
    private final List<At> paths = new ArrayList<>();

    private Operations(ApiResource resource) {
        this.resource = resource;
        this.kind = new Kind(resource.group(), resource.version(), resource.kind());
        this.scope = resource.namespaced() ? "Namespaced" : "";
    }

    static List<At> of(ApiResource resource) {
        Operations operations = new Operations(resource);
        operations.collection();
        operations.item();
        resource.subresources().forEach(operations::subresource);
        operations.watches();
        return operations.paths;
    }

    private String base() {
        String namespace = resource.namespaced() ? "/namespaces/{namespace}" : "";
        return resource.root() + namespace + "/" + resource.plural();
    }

    private boolean can(String verb) {
        return resource.verbs().contains(verb);
    }

    private void collection() {
        List<Operation> operations = new ArrayList<>();
        String name = resource.kind();
        if (can("list")) {
            operations.add(list("list" + prefix() + scope + name, located(Parameters.list())));
        }
        if (can("create")) {
            operations.add(
                    operation("post", "post", "create" + article(name) + name, "create" + prefix() + scope + name)
                            .parameters(located(Parameters.write()))
                            .body(resource.definition(), true)
                            .answers(resource.definition(), "200", "201", "202")
                            .build());
        }
        if (can("deletecollection")) {
            operations.add(operation(
                            "delete",
                            "deletecollection",
                            "delete collection of " + name,
                            "delete" + prefix() + "Collection" + scope + name)
                    .parameters(located(Parameters.deleteCollection()))
                    .body(DELETE_OPTIONS, false)
                    .answers(STATUS, "200")
                    .build());
        }
        add(base(), operations);
        if (resource.namespaced() && can("list")) {
            String id = "list" + prefix() + name + "ForAllNamespaces";
            add(resource.root() + "/" + resource.plural(), List.of(list(id, pretty(Parameters.list()))));
        }
    }

    private Operation list(String id, List<Parameter> parameters) {
        String verb = can("watch") ? "list or watch" : "list";
        return operation("get", "list", verb + " objects of kind " + resource.kind(), id)
                .parameters(parameters)
                .produces(MediaTypes.watchable(resource))
                .answers(resource.definition() + "List", "200")
                .build();
    }

    private void item() {
        List<Operation> operations = new ArrayList<>();
        objectOperations(operations, "", resource.kind(), resource.definition(), resource.verbs());
        if (can("delete")) {
            String answer = RETURN_DELETED.contains(resource.group() + "/" + resource.plural())
                    ? resource.definition()
                    : STATUS;
            operations.add(operation(
                            "delete",
                            "delete",
                            "delete" + article(resource.kind()) + resource.kind(),
                            "delete" + prefix() + scope + resource.kind())
                    .parameters(named(Parameters.delete()))
                    .body(DELETE_OPTIONS, false)
                    .answers(answer, "200", "202")
                    .build());
        }
        add(base() + "/{name}", operations);
    }

    /** get, update and patch, of the object or of a subresource. */
    private void objectOperations(
            List<Operation> operations, String sub, String nameOf, String definition, Set<String> verbs) {
        String of = sub.isEmpty() ? "" : sub + " of ";
        String id = prefix() + scope + resource.kind() + capital(sub);
        if (verbs.contains("get")) {
            boolean log = sub.equals("log");
            operations.add(operation("get", "get", "read " + of + "the specified " + resource.kind(), "read" + id)
                    .parameters(named(log ? Parameters.options("PodLogOptions") : List.of(), nameOf))
                    .produces(log ? MediaTypes.LOG : MediaTypes.objects(resource))
                    .answers(log ? "" : definition, "200")
                    .build());
        }
        if (verbs.contains("update")) {
            operations.add(operation("put", "put", "replace " + of + "the specified " + resource.kind(), "replace" + id)
                    .parameters(named(Parameters.write(), nameOf))
                    .body(definition, true)
                    .answers(definition, "200", "201")
                    .build());
        }
        if (verbs.contains("patch")) {
            operations.add(operation(
                            "patch",
                            "patch",
                            "partially update " + of + "the specified " + resource.kind(),
                            "patch" + id)
                    .parameters(named(Parameters.patch(), nameOf))
                    .consumes(MediaTypes.patches(resource))
                    .body(PATCH, true)
                    .answers(definition, "200", "201")
                    .build());
        }
    }

    private void subresource(Subresource sub) {
        String path = base() + "/{name}/" + sub.name();
        if (CONNECT.contains(sub.name())) {
            connect(sub, path, "");
            if (sub.name().equals("proxy")) {
                connect(sub, path + "/{path}", "WithPath");
            }
            return;
        }
        List<Operation> operations = new ArrayList<>();
        objectOperations(operations, sub.name(), sub.kind(), sub.definition(), sub.verbs());
        if (sub.verbs().contains("create")) {
            String id = "create" + prefix() + scope + resource.kind() + capital(sub.name());
            String description = "create " + sub.name() + " of" + article(resource.kind()) + resource.kind();
            operations.add(operation("post", "post", description, id)
                    .parameters(named(Parameters.write(), sub.kind()))
                    .body(sub.definition(), true)
                    .answers(sub.definition(), "200", "201", "202")
                    .build());
        }
        Kind own = new Kind(sub.group(), sub.version(), sub.kind());
        add(path, operations.stream().map(one -> withKind(one, own)).toList());
    }

    private static Operation withKind(Operation one, Kind kind) {
        return new Operation(
                one.method(),
                one.action(),
                one.description(),
                one.id(),
                one.tag(),
                kind,
                one.consumes(),
                one.produces(),
                one.parameters(),
                one.body(),
                one.responses());
    }

    private void connect(Subresource sub, String path, String suffix) {
        List<String> methods = sub.name().equals("proxy")
                ? List.of("delete", "get", "head", "options", "patch", "post", "put")
                : List.of("get", "post");
        List<Parameter> parameters = new ArrayList<>(Parameters.options(sub.kind()));
        parameters.add(Parameters.name(sub.kind()));
        if (resource.namespaced()) {
            parameters.add(Parameters.NAMESPACE);
        }
        if (!suffix.isEmpty()) {
            parameters.add(Parameters.PATH);
        }
        Kind own = new Kind(sub.group(), sub.version(), sub.kind());
        add(
                path,
                methods.stream()
                        .map(method -> {
                            String description = "connect " + method.toUpperCase(Locale.ROOT) + " requests to "
                                    + sub.name() + " of " + resource.kind();
                            String id = "connect" + prefix() + capital(method) + scope + resource.kind()
                                    + capital(sub.name()) + suffix;
                            return withKind(
                                    operation(method, "connect", description, id)
                                            .parameters(parameters)
                                            .produces(MediaTypes.ANY)
                                            .answers("", "200")
                                            .build(),
                                    own);
                        })
                        .toList());
    }

    private void watches() {
        if (!can("watch") || resource.isCustom()) {
            return;
        }
        String deprecated = ". deprecated: use the 'watch' parameter with a list operation instead";
        String all = "watch individual changes to a list of " + resource.kind() + deprecated + ".";
        String one = "watch changes to an object of kind " + resource.kind() + deprecated
                + ", filtered to a single item with the 'fieldSelector' parameter.";
        String path =
                resource.root() + "/watch" + base().substring(resource.root().length());
        String id = "watch" + prefix() + scope + resource.kind();
        watch(path, "watchlist", all, id + "List", located(Parameters.list()));
        if (can("get")) {
            watch(path + "/{name}", "watch", one, id, named(Parameters.list()));
        }
        if (resource.namespaced()) {
            watch(
                    resource.root() + "/watch/" + resource.plural(),
                    "watchlist",
                    all,
                    "watch" + prefix() + resource.kind() + "ListForAllNamespaces",
                    pretty(Parameters.list()));
        }
    }

    private void watch(String path, String action, String description, String id, List<Parameter> parameters) {
        add(
                path,
                List.of(operation("get", action, description, id)
                        .parameters(parameters)
                        .produces(MediaTypes.watchable(resource))
                        .answers(WATCH_EVENT, "200")
                        .build()));
    }

    private void add(String path, List<Operation> operations) {
        if (!operations.isEmpty()) {
            paths.add(new At(path, operations));
        }
    }

    private List<Parameter> pretty(List<Parameter> more) {
        List<Parameter> parameters = new ArrayList<>(more);
        if (more.stream().noneMatch(one -> one.name().equals("pretty"))) {
            parameters.add(Parameters.PRETTY);
        }
        return parameters;
    }

    private List<Parameter> located(List<Parameter> more) {
        List<Parameter> parameters = pretty(more);
        if (resource.namespaced()) {
            parameters.add(Parameters.NAMESPACE);
        }
        return parameters;
    }

    private List<Parameter> named(List<Parameter> more) {
        return named(more, resource.kind());
    }

    private List<Parameter> named(List<Parameter> more, String nameOf) {
        List<Parameter> parameters = located(more);
        parameters.add(Parameters.name(nameOf));
        return parameters;
    }

    private String prefix() {
        return GroupNames.capital(resource.group()) + capital(resource.version());
    }

    private static String article(String kind) {
        if (kind.endsWith("s") && !kind.endsWith("ss")) {
            return " ";
        }
        return "AEIOU".indexOf(kind.charAt(0)) >= 0 ? " an " : " a ";
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private Draft operation(String method, String action, String description, String id) {
        return new Draft(method, action, description, id);
    }

    /** An operation in the making. */
    private final class Draft {
        private final String method;
        private final String action;
        private final String description;
        private final String id;
        private List<String> consumes = MediaTypes.ANY;
        private List<String> produces = MediaTypes.objects(resource);
        private List<Parameter> parameters = List.of();
        private Body body = Body.NONE;
        private final SequencedMap<String, String> responses = new LinkedHashMap<>();

        Draft(String method, String action, String description, String id) {
            this.method = method;
            this.action = action;
            this.description = description;
            this.id = id;
        }

        Draft parameters(List<Parameter> value) {
            parameters = value;
            return this;
        }

        Draft consumes(List<String> value) {
            consumes = value;
            return this;
        }

        Draft produces(List<String> value) {
            produces = value;
            return this;
        }

        Draft body(String definition, boolean required) {
            body = new Body(definition, required);
            return this;
        }

        Draft answers(String definition, String... statuses) {
            for (String status : statuses) {
                responses.put(status, definition);
            }
            return this;
        }

        Operation build() {
            String tag = GroupNames.lower(resource.group()) + "_" + resource.version();
            return new Operation(
                    method, action, description, id, tag, kind, consumes, produces, parameters, body, responses);
        }
    }
}
