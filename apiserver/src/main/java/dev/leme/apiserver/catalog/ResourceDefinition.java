package dev.leme.apiserver.catalog;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * All that the generic code has to know of one served resource. A built-in kind and a custom one are the same thing here.
 *
 * @param resource its names
 * @param singular its name in the singular
 * @param shortNames the names that a person types
 * @param categories the groups it is listed with, as {@code all}
 * @param verbs what can be done with it
 * @param storagePath the directory of its keys below {@code /registry/}; two resources of one path are two views of one thing
 * @param subresources what hangs below an object, as {@code status}
 * @param fields the fields, beside name and namespace, by which it can be selected
 * @param returnsDeleted whether a deletion answers with the object that went rather than with a Status
 * @param lifetime after which objects go by themselves; zero for never
 * @param toStored from this version's form to the stored one
 * @param fromStored from the stored form to this version's
 * @param isStoredForm whether those two change nothing, so that stored bytes can be sent as they are
 */
public record ResourceDefinition(
        Resource resource,
        String singular,
        List<String> shortNames,
        List<String> categories,
        Set<String> verbs,
        String storagePath,
        Set<String> subresources,
        Map<String, Function<ApiObject, String>> fields,
        boolean returnsDeleted,
        Duration lifetime,
        UnaryOperator<ApiObject> toStored,
        UnaryOperator<ApiObject> fromStored,
        boolean isStoredForm) {

    /** Everything that can be done with an ordinary resource. */
    public static final Set<String> ALL_VERBS = new LinkedHashSet<>(
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"));

    /** What is only ever posted: a question with its answer. */
    public static final Set<String> CREATE_ONLY = Set.of("create");

    /** A resource with every verb, stored under its plural, without subresources. */
    public static ResourceDefinition define(Resource resource, String... shortNames) {
        return new ResourceDefinition(
                resource,
                resource.kind().toLowerCase(java.util.Locale.ROOT),
                List.of(shortNames),
                List.of(),
                ALL_VERBS,
                resource.plural(),
                Set.of(),
                Map.of(),
                false,
                Duration.ZERO,
                object -> object,
                object -> object,
                true);
    }

    /** What the keys of all its objects begin with. */
    public String keyPrefix() {
        return "/registry/" + storagePath + "/";
    }

    /** With these categories. */
    public ResourceDefinition in(String... more) {
        return copy(List.of(more), verbs, storagePath, subresources, fields, returnsDeleted, lifetime);
    }

    /** With these verbs only. */
    public ResourceDefinition only(Set<String> those) {
        return copy(categories, those, storagePath, subresources, fields, returnsDeleted, lifetime);
    }

    /** Stored under this path. */
    public ResourceDefinition at(String path) {
        return copy(categories, verbs, path, subresources, fields, returnsDeleted, lifetime);
    }

    /** With these subresources. */
    public ResourceDefinition with(String... names) {
        return copy(
                categories, verbs, storagePath, new LinkedHashSet<>(List.of(names)), fields, returnsDeleted, lifetime);
    }

    /** Selectable by these fields, each read by its path. */
    public ResourceDefinition selectableBy(Map<String, Function<ApiObject, String>> those) {
        return copy(categories, verbs, storagePath, subresources, those, returnsDeleted, lifetime);
    }

    /** A deletion answers with the object that went. */
    public ResourceDefinition returningDeleted() {
        return copy(categories, verbs, storagePath, subresources, fields, true, lifetime);
    }

    /** Objects go by themselves after {@code time}. */
    public ResourceDefinition lasting(Duration time) {
        return copy(categories, verbs, storagePath, subresources, fields, returnsDeleted, time);
    }

    /** Shown in another form than it is stored in. */
    public ResourceDefinition converted(UnaryOperator<ApiObject> to, UnaryOperator<ApiObject> from) {
        return new ResourceDefinition(
                resource,
                singular,
                shortNames,
                categories,
                verbs,
                storagePath,
                subresources,
                fields,
                returnsDeleted,
                lifetime,
                to,
                from,
                false);
    }

    private ResourceDefinition copy(
            List<String> newCategories,
            Set<String> newVerbs,
            String newPath,
            Set<String> newSubresources,
            Map<String, Function<ApiObject, String>> newFields,
            boolean newReturnsDeleted,
            Duration newLifetime) {
        return new ResourceDefinition(
                resource,
                singular,
                shortNames,
                newCategories,
                newVerbs,
                newPath,
                newSubresources,
                newFields,
                newReturnsDeleted,
                newLifetime,
                toStored,
                fromStored,
                isStoredForm);
    }

    /** Whether objects are kept, rather than answered and forgotten. */
    public boolean isStored() {
        return verbs.contains("get");
    }

    /** Whether objects have a status of their own road. */
    public boolean hasStatus() {
        return subresources.contains("status");
    }
}
