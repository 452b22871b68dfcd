package dev.leme.apiserver.auth;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Who asks.
 *
 * @param name the name, as {@code system:serviceaccount:default:web}
 * @param uid the identity behind the name; may be empty
 * @param groups the groups, {@code system:authenticated} among them for all that are known
 * @param extra what else the authenticator knows
 */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

    /** Nobody that we know. */
    public static final User ANONYMOUS = new User("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

    /** A part of this process, or an administrator: in the group that may do everything. */
    public static User master(String name) {
        return new User(name, "", List.of("system:masters", "system:authenticated"), Map.of());
    }

    /** A known user in these groups beside {@code system:authenticated}. */
    public static User of(String name, String... groups) {
        java.util.ArrayList<String> all = new java.util.ArrayList<>(List.of(groups));
        all.add("system:authenticated");
        return new User(name, "", List.copyOf(all), Map.of());
    }

    /** Whether the user is in {@code group}. */
    public boolean isIn(String group) {
        return groups.contains(group);
    }

    /** The user as reviews show one. */
    public JsonObject info() {
        JsonObject.Builder info = JsonObject.builder().put("username", name);
        if (!uid.isEmpty()) {
            info.put("uid", uid);
        }
        info.put("groups", JsonArray.ofStrings(groups));
        if (!extra.isEmpty()) {
            JsonObject.Builder more = JsonObject.builder();
            extra.forEach((key, values) -> more.put(key, JsonArray.ofStrings(values)));
            info.put("extra", more.build());
        }
        return info.build();
    }
}
