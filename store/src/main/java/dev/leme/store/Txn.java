package dev.leme.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Operations that are done all together, at one revision, or not at all. They are done when every condition holds just
 * before. Both lists may be empty. A key has at most one operation, and there are at most {@value #MAX_OPS} (both are
 * etcd's rules).
 */
public record Txn(List<Condition> conditions, List<Op> ops) {
    /** The most operations of one transaction: etcd's default {@code --max-txn-ops}. */
    public static final int MAX_OPS = 128;

    public Txn {
        conditions = List.copyOf(conditions);
        ops = List.copyOf(ops);
        if (ops.size() > MAX_OPS) {
            throw new IllegalArgumentException(ops.size() + " operations in one transaction, at most " + MAX_OPS);
        }
        if (ops.size() > 1) checkOneOpAKey(ops);
    }

    private static void checkOneOpAKey(List<Op> ops) {
        var keys = new HashSet<String>();
        for (var op : ops) {
            if (!keys.add(op.key())) throw new IllegalArgumentException("two operations on the key " + op.key());
        }
    }

    /** Makes a key that must not exist. */
    public static Txn create(String key, Bytes value) {
        return build().absent(key).put(key, value).done();
    }

    /** Makes a key that must not exist, and that {@link Store#expire} deletes after a time. */
    public static Txn create(String key, Bytes value, Instant expires) {
        return build().absent(key).put(key, value, expires).done();
    }

    /** Writes a key that was last written at {@code expectedMod}. */
    public static Txn update(String key, long expectedMod, Bytes value) {
        return build().unchanged(key, expectedMod).put(key, value).done();
    }

    /** Writes a key that was last written at {@code expectedMod}, with a new expiry. */
    public static Txn update(String key, long expectedMod, Bytes value, Instant expires) {
        return build().unchanged(key, expectedMod).put(key, value, expires).done();
    }

    /** Deletes a key that was last written at {@code expectedMod}. */
    public static Txn delete(String key, long expectedMod) {
        return build().unchanged(key, expectedMod).delete(key).done();
    }

    /** Writes a key whatever was there. */
    public static Txn put(String key, Bytes value) {
        return build().put(key, value).done();
    }

    /** Writes a key whatever was there; {@link Store#expire} deletes it after a time. */
    public static Txn put(String key, Bytes value, Instant expires) {
        return build().put(key, value, expires).done();
    }

    /** Deletes a key whatever was there. */
    public static Txn delete(String key) {
        return build().delete(key).done();
    }

    /** Starts a transaction of several conditions or operations. */
    public static Builder build() {
        return new Builder();
    }

    /** Gathers the parts of a transaction, in order. */
    public static final class Builder {
        private final List<Condition> conditions = new ArrayList<>(2);
        private final List<Op> ops = new ArrayList<>(2);

        private Builder() {}

        public Builder absent(String key) {
            conditions.add(Condition.absent(key));
            return this;
        }

        public Builder unchanged(String key, long modRevision) {
            conditions.add(new Condition(key, modRevision));
            return this;
        }

        public Builder put(String key, Bytes value) {
            ops.add(new Op.Put(key, value, null));
            return this;
        }

        public Builder put(String key, Bytes value, Instant expires) {
            ops.add(new Op.Put(key, value, expires));
            return this;
        }

        public Builder delete(String key) {
            ops.add(new Op.Delete(key));
            return this;
        }

        public Txn done() {
            return new Txn(conditions, ops);
        }
    }
}
