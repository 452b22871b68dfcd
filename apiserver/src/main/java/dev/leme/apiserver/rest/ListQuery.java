package dev.leme.apiserver.rest;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.selector.FieldSelector;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.http.Query;
import dev.leme.apiserver.watch.Selection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a list or a watch asks for.
 *
 * @param selection which objects
 * @param limit how many at the most; 0 for all
 * @param next where a list goes on; null for its beginning
 * @param revision the revision asked for; -1 for none
 * @param match how the revision is meant: Exact, NotOlderThan, or empty
 */
record ListQuery(Selection selection, int limit, @Nullable Continuation next, long revision, String match) {

    private static final Set<String> ALWAYS = Set.of("metadata.name", "metadata.namespace");

    /** The place where a list goes on: behind {@code start} at {@code revision}. */
    record Continuation(long revision, String start) {

        /** As clients carry it. */
        String token() {
            JsonObject json = JsonObject.builder()
                    .put("v", "meta.k8s.io/v1")
                    .put("rv", revision)
                    .put("start", start)
                    .build();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(json));
        }

        static Continuation of(String token) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.US_ASCII));
                JsonObject json = Json.parseObject(bytes);
                if (json.string("v").equals("meta.k8s.io/v1")
                        && !json.string("start").isEmpty()) {
                    return new Continuation(json.number("rv", -1), json.string("start"));
                }
            } catch (IllegalArgumentException | JsonException broken) {
                throw ApiException.badRequest("continue key is not valid: " + broken.getMessage());
            }
            throw ApiException.badRequest("continue key is not valid: incorrect encoded start key");
        }
    }

    /** Reads the query; throws BadRequest. {@code name} selects one object, as a watch of it does. */
    static ListQuery of(ResourceDefinition definition, String namespace, String name, Query query) {
        FieldSelector fields = fields(definition, query.get("fieldSelector"));
        if (!name.isEmpty()) {
            fields = FieldSelector.of("metadata.name", name);
        }
        String version = query.get("resourceVersion");
        String token = query.get("continue");
        String match = query.get("resourceVersionMatch");
        checkMatch(match, version, token, query);
        return new ListQuery(
                new Selection(namespace, labels(query.get("labelSelector")), fields),
                limit(query.get("limit")),
                token.isEmpty() ? null : Continuation.of(token),
                version.isEmpty() ? -1 : revision(version),
                match);
    }

    private static void checkMatch(String match, String version, String token, Query query) {
        if (match.isEmpty() || query.flag("watch")) {
            return;
        }
        if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
            throw invalidOption("resourceVersionMatch: Unsupported value: \"" + match
                    + "\": supported values: \"Exact\", \"NotOlderThan\", \"\"");
        }
        if (version.isEmpty()) {
            throw invalidOption(
                    "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
        }
        if (!token.isEmpty()) {
            throw invalidOption(
                    "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided");
        }
        if (match.equals("Exact") && version.equals("0")) {
            throw invalidOption(
                    "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
    }

    private static ApiException invalidOption(String text) {
        return ApiException.of(dev.leme.api.status.Reason.INVALID, "ListOptions.meta.k8s.io \"\" is invalid: " + text);
    }

    private static LabelSelector labels(String text) {
        try {
            return LabelSelector.parse(text);
        } catch (IllegalArgumentException broken) {
            throw ApiException.badRequest(broken.getMessage() == null ? "bad selector" : broken.getMessage());
        }
    }

    private static FieldSelector fields(ResourceDefinition definition, String text) {
        FieldSelector selector;
        try {
            selector = FieldSelector.parse(text);
        } catch (IllegalArgumentException broken) {
            throw ApiException.badRequest(broken.getMessage() == null ? "bad selector" : broken.getMessage());
        }
        for (FieldSelector.Term term : selector.terms()) {
            if (!ALWAYS.contains(term.field()) && !definition.fields().containsKey(term.field())) {
                throw ApiException.badRequest("field label not supported: " + term.field());
            }
        }
        return selector;
    }

    private static int limit(String text) {
        try {
            return text.isEmpty() ? 0 : Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException broken) {
            throw ApiException.badRequest("limit: Invalid value: \"" + text + "\": must be a number");
        }
    }

    /** A revision as a client gives it; throws BadRequest. */
    static long revision(String text) {
        try {
            long revision = Long.parseLong(text);
            if (revision >= 0) {
                return revision;
            }
        } catch (NumberFormatException broken) {
            // said below
        }
        throw ApiException.badRequest(
                "resourceVersion: Invalid value: \"" + text + "\": a non-negative number is expected");
    }
}
