package dev.leme.api.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.Trees;
import dev.leme.api.defaults.Defaults;
import dev.leme.api.defaults.Prepare;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.table.Tables;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a client sends, the rules answer: with complaints perhaps, never with an exception. */
class RulesSimulationTest {

    private static final Path SAMPLES = Path.of("../../shared/reference/api-testdata");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<JsonValue> JUNK = List.of(
            Json.parse("null"),
            Json.parse("\"\""),
            Json.parse("\"x y\""),
            Json.parse("\"..\""),
            Json.parse("\"99999999999999999999%\""),
            Json.parse("-1"),
            Json.parse("1e40"),
            Json.parse("2.5"),
            Json.parse("true"),
            Json.parse("{}"),
            Json.parse("[]"),
            Json.parse("[\"\",null,{}]"),
            Json.parse("{\"a\":{}}"));

    private final long seed = Long.getLong("leme.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private static List<Resource> resources() throws IllegalAccessException {
        List<Resource> resources = new ArrayList<>();
        for (Field field : Resources.class.getFields()) {
            resources.add((Resource) field.get(null));
        }
        return resources;
    }

    private static JsonObject sample(Resource resource) throws IOException {
        String good = Cases.GOOD.getOrDefault(resource.plural(), "{spec: {}, status: {}}");
        String group = resource.group().isEmpty() ? "core" : resource.group();
        Path file = SAMPLES.resolve(group + "." + resource.version() + "." + resource.kind() + ".json");
        JsonObject object = Files.exists(file) ? Json.parseObject(Files.readAllBytes(file)) : Trees.yaml(good);
        return object.with("metadata", object.object("metadata").with("name", "x"));
    }

    @Test
    void rules_anyObject_neverThrow() throws IllegalAccessException, IOException {
        for (Resource resource : resources()) {
            JsonObject sample = sample(resource);
            JsonObject good = Trees.yaml(Cases.GOOD.getOrDefault(resource.plural(), "{}"));
            for (int i = 0; i < 60; i++) {
                JsonObject start = i % 2 == 0 ? sample : good;
                JsonObject broken = start;
                for (int changes = random.nextInt(4); changes >= 0; changes--) {
                    broken = (JsonObject) breakOne(broken);
                }
                run(resource, start, broken);
            }
        }
    }

    private void run(Resource resource, JsonObject old, JsonObject fresh) {
        try {
            ApiObject before = Prepare.forCreate(resource, ApiObject.of(Defaults.apply(resource, old)));
            JsonObject defaulted = Defaults.apply(resource, fresh);
            assertEquals(defaulted, Defaults.apply(resource, defaulted));
            ApiObject after = ApiObject.of(defaulted);
            Prepare.forCreate(resource, after);
            Prepare.forUpdate(resource, after, before);
            Prepare.forStatusUpdate(resource, after, before);
            Validation.create(resource, after);
            Validation.update(resource, after, before);
            Validation.updateStatus(resource, after, before);
            Warnings.of(resource, after, before);
            Tables.of(resource).cells(after, NOW);
        } catch (RuntimeException | AssertionError thrown) {
            throw new AssertionError("seed " + seed + ": " + resource + " with " + fresh, thrown);
        }
    }

    /** The tree with one value somewhere replaced, left out or added. */
    private JsonValue breakOne(JsonValue value) {
        if (random.nextInt(6) == 0 && !(value instanceof JsonObject)) {
            return junk();
        }
        return switch (value) {
            case JsonObject object
            when !object.isEmpty() -> {
                String name = object.names().get(random.nextInt(object.size()));
                JsonValue member = object.get(name);
                yield switch (random.nextInt(8)) {
                    case 0 -> object.without(name);
                    case 1 -> object.with(name, junk());
                    default -> object.with(name, member == null ? junk() : breakOne(member));
                };
            }
            case JsonArray array
            when !array.isEmpty() -> {
                List<JsonValue> values = new ArrayList<>(array.values());
                int index = random.nextInt(values.size());
                values.set(index, breakOne(values.get(index)));
                yield new JsonArray(random.nextInt(8) == 0 ? List.of(values.get(index), values.get(index)) : values);
            }
            default -> value instanceof JsonObject object ? object.with("a", junk()) : junk();
        };
    }

    private JsonValue junk() {
        return JUNK.get(random.nextInt(JUNK.size()));
    }
}
