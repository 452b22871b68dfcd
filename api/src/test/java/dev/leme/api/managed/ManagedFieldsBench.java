package dev.leme.api.managed;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.schema.Schema;
import dev.leme.api.schema.Schemas;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What the owners of fields cost a write of a config map of 1 KB, in processor time, and in bytes. */
class ManagedFieldsBench {
    private static final int ROUNDS = 12;
    private static final int WRITES = 50_000;
    private static final Manager CREATOR = new Manager("creator", Manager.Operation.UPDATE, "");
    private static final Manager OTHER = new Manager("other", Manager.Operation.UPDATE, "");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void owners_ofAConfigMap_printTheirCost() {
        Schema schema = Objects.requireNonNull(Schemas.of("", "v1", "ConfigMap"));
        JsonObject map = JsonObject.builder()
                .put("kind", "ConfigMap")
                .put("apiVersion", "v1")
                .put("metadata", JsonObject.of("name", Json.parse("\"map\"")))
                .put("data", JsonObject.EMPTY.with("key", "x".repeat(900)))
                .build();
        Instant now = Instant.now();
        JsonObject made = ManagedFields.created(schema, map, CREATOR, FieldSet.EMPTY, now);
        JsonObject changed = made.update("data", data -> data.with("other", "1"));
        print("create", () -> ManagedFields.created(schema, map, CREATOR, FieldSet.EMPTY, now));
        print("update", () -> ManagedFields.updated(schema, made, changed, OTHER, now));
        int more = Json.bytes(made).length - Json.bytes(map).length;
        System.out.println("BENCH owners of a config map: " + more + " bytes");
    }

    private void print(String what, Supplier<JsonObject> write) {
        double best = Double.MAX_VALUE;
        long members = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long began = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < WRITES; i++) {
                members += write.get().size();
            }
            best = Math.min(best, (threads.getCurrentThreadCpuTime() - began) / 1e3 / WRITES);
        }
        assertTrue(members > 0);
        System.out.printf(Locale.ROOT, "BENCH owners with %s: %.1f us%n", what, best);
    }
}
