package dev.leme.api.protobuf;

import dev.leme.api.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message by number. A field is a member of the JSON object, or a message whose own fields JSON shows as
 * members of the same object.
 */
final class MessageTable {

    /** A member, or an embedded message. */
    sealed interface Slot {}

    /** A member. */
    record Member(int number, String name, Schema schema, boolean required) implements Slot {
        /** Whether an empty value of this member means that it is absent. */
        boolean isAbsentWhenEmpty() {
            return !required && !schema.isPointer();
        }
    }

    /** A message of its own whose fields are members of the surrounding object. */
    record Embedded(int number, MessageTable table) implements Slot {}

    private static final Map<String, MessageTable> TABLES = new ConcurrentHashMap<>();

    private final Map<Integer, Slot> byNumber = new HashMap<>();
    private final List<Slot> inOrder = new ArrayList<>();

    private MessageTable() {}

    /** The table of a definition. */
    static MessageTable of(Schema definition) {
        MessageTable known = TABLES.get(definition.name());
        if (known == null) {
            known = make(definition);
            TABLES.put(definition.name(), known);
        }
        return known;
    }

    private static MessageTable make(Schema definition) {
        Map<String, Schema> members = new LinkedHashMap<>();
        definition.properties().forEach((name, schema) -> {
            if (!schema.number().isEmpty()) {
                members.put(name, schema);
            }
        });
        Map<String, String> numbers = new LinkedHashMap<>();
        members.forEach((name, schema) -> numbers.put(name, schema.number()));
        return make(definition, members, numbers);
    }

    private static MessageTable make(Schema definition, Map<String, Schema> members, Map<String, String> numbers) {
        MessageTable table = new MessageTable();
        Map<Integer, Map<String, String>> embedded = new LinkedHashMap<>();
        numbers.forEach((name, number) -> {
            int dot = number.indexOf('.');
            if (dot < 0) {
                boolean required = definition.required().contains(name);
                Schema schema = members.get(name);
                if (schema != null) {
                    table.add(Integer.parseInt(number), new Member(Integer.parseInt(number), name, schema, required));
                }
            } else {
                embedded.computeIfAbsent(Integer.parseInt(number.substring(0, dot)), key -> new LinkedHashMap<>())
                        .put(name, number.substring(dot + 1));
            }
        });
        embedded.forEach((number, below) -> table.add(number, new Embedded(number, make(definition, members, below))));
        return table;
    }

    private void add(int number, Slot slot) {
        byNumber.put(number, slot);
        inOrder.add(slot);
        inOrder.sort((a, b) -> Integer.compare(number(a), number(b)));
    }

    private static int number(Slot slot) {
        return switch (slot) {
            case Member member -> member.number();
            case Embedded embedded -> embedded.number();
        };
    }

    @Nullable Slot slot(int number) {
        return byNumber.get(number);
    }

    List<Slot> slots() {
        return inOrder;
    }
}
