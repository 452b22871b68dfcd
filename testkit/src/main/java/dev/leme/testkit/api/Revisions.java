package dev.leme.testkit.api;

import dev.leme.api.object.ApiObject;
import dev.leme.client.WatchEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The objects by key at the newest revision, and the events that led there. Its users hold its lock. */
final class Revisions {

    /** One committed change. */
    record Commit(
            long revision,
            String key,
            @Nullable ApiObject before,
            @Nullable ApiObject after) {

        /** The change as a watch tells it. */
        WatchEvent event() {
            ApiObject object = after == null ? stamped(before, revision) : after;
            WatchEvent.Type changed = before == null ? WatchEvent.Type.ADDED : WatchEvent.Type.MODIFIED;
            return new WatchEvent(after == null ? WatchEvent.Type.DELETED : changed, object);
        }
    }

    private final TreeMap<String, ApiObject> objects = new TreeMap<>();
    private final List<Commit> log = new ArrayList<>();
    private long revision = 1;
    private long compacted = 1;

    long revision() {
        return revision;
    }

    @Nullable ApiObject get(String key) {
        return objects.get(key);
    }

    List<ApiObject> range(String prefix) {
        return List.copyOf(objects.subMap(prefix, prefix + Character.MAX_VALUE).values());
    }

    Commit put(String key, ApiObject object) {
        ApiObject stamped = stamped(object, ++revision);
        Commit commit = new Commit(revision, key, objects.put(key, stamped), stamped);
        log.add(commit);
        return commit;
    }

    Commit remove(String key) {
        Commit commit = new Commit(++revision, key, objects.remove(key), null);
        log.add(commit);
        return commit;
    }

    /** Forgets how the present state came about. */
    void compact() {
        compacted = revision;
        log.clear();
    }

    boolean knows(long since) {
        return since >= compacted;
    }

    List<Commit> since(long since) {
        return log.stream().filter(commit -> commit.revision > since).toList();
    }

    private static ApiObject stamped(@Nullable ApiObject object, long revision) {
        if (object == null) {
            throw new IllegalStateException("a change of nothing");
        }
        return object.withMetadata(metadata -> metadata.with("resourceVersion", Long.toString(revision)));
    }

    /** Fails when revisions repeat or go back, when a uid lives twice, or when the log doesn't lead to the state. */
    void checkInvariants() {
        long last = compacted;
        Map<String, ApiObject> replayed = new HashMap<>();
        for (Commit commit : log) {
            check(commit.revision > last, "revision " + commit.revision + " after " + last);
            last = commit.revision;
            if (commit.after == null) {
                replayed.remove(commit.key);
            } else {
                replayed.put(commit.key, commit.after);
            }
        }
        replayed.forEach((key, object) -> check(object.equals(objects.get(key)), key + " isn't what was written last"));
        long uids = objects.values().stream().map(ApiObject::uid).distinct().count();
        check(uids == objects.size(), "two objects share a uid");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
