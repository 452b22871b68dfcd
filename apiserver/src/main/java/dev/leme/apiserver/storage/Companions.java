package dev.leme.apiserver.storage;

import dev.leme.api.object.ApiObject;
import dev.leme.store.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What must be committed together with an object, or not at all: an address that a Service takes or gives back, the namespace
 * that must still stand, the quota that is charged.
 */
public final class Companions {

    /** A key that must not exist, and is made. */
    public record Claim(String key, Bytes value) {}

    /** A key that must be unchanged since it was read. */
    public record Fence(String key, long revision) {}

    /** A key that must be unchanged since it was read, and gets another value. */
    public record Replacement(String key, long revision, Bytes value) {}

    private final List<Claim> claims = new ArrayList<>();
    private final List<Fence> fences = new ArrayList<>();
    private final List<Replacement> replacements = new ArrayList<>();
    private final List<String> releases = new ArrayList<>();

    /** Makes a key that must not exist. */
    public Companions claim(String key, Bytes value) {
        claims.add(new Claim(key, value));
        return this;
    }

    /** Requires that a key is as it was at this revision. */
    public Companions fence(String key, long revision) {
        fences.add(new Fence(key, revision));
        return this;
    }

    /** Writes {@code object} in place of the one that was read at this revision. */
    public Companions replace(String key, long revision, ApiObject object) {
        replacements.add(new Replacement(key, revision, ResourceStore.stored(object)));
        return this;
    }

    /** Deletes a key. */
    public Companions release(String key) {
        releases.add(key);
        return this;
    }

    /** Keys to make. */
    public List<Claim> claims() {
        return claims;
    }

    /** Keys to hold still. */
    public List<Fence> fences() {
        return fences;
    }

    /** Keys that get another value. */
    public List<Replacement> replacements() {
        return replacements;
    }

    /** Keys to delete. */
    public List<String> releases() {
        return releases;
    }
}
