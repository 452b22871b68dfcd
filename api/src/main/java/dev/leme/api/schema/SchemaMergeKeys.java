package dev.leme.api.schema;

import dev.leme.api.patch.MergeKeys;
import org.jspecify.annotations.Nullable;

/** What a strategic merge patch must know, out of a schema. */
public final class SchemaMergeKeys implements MergeKeys {

    private final Schema schema;

    private SchemaMergeKeys(Schema schema) {
        this.schema = schema;
    }

    /** Of the object that {@code schema} describes. */
    public static MergeKeys of(Schema schema) {
        return new SchemaMergeKeys(schema);
    }

    @Override
    public Field field(String name) {
        Schema member = schema.property(name);
        if (member == null) {
            return new Field(false, false, "", MergeKeys.NONE);
        }
        MergeRules rules = member.merge();
        boolean list = member.type() == Schema.Type.ARRAY;
        return new Field(
                list && rules.patchStrategies().contains("merge"),
                !list && rules.patchStrategies().contains("replace"),
                rules.patchMergeKey(),
                below(list ? member.items() : member));
    }

    private static MergeKeys below(@Nullable Schema schema) {
        return schema == null ? MergeKeys.NONE : of(schema);
    }
}
