package dev.leme.api.patch;

/**
 * What a strategic merge patch must know of an object's members: which lists merge rather than being replaced, and by which
 * member their elements are told apart. Comes from the kind's schema ({@code x-kubernetes-patch-strategy},
 * {@code x-kubernetes-patch-merge-key}).
 */
@FunctionalInterface
public interface MergeKeys {

    /** Knows of no list that merges, at any depth: then a strategic merge patch only differs by its directives. */
    MergeKeys NONE = new MergeKeys() {
        @Override
        public Field field(String name) {
            return new Field(false, false, "", this);
        }
    };

    /** What is known of the member {@code name}. */
    Field field(String name);

    /**
     * One member.
     *
     * @param merges whether it is a list whose strategy is {@code merge}
     * @param replaces whether it is an object whose strategy is {@code replace}
     * @param mergeKey what tells the list's elements apart; empty for a list of plain values
     * @param below the members of the object that lies here, or of the list's elements, or of the map's values
     */
    record Field(boolean merges, boolean replaces, String mergeKey, MergeKeys below) {

        /** Whether it is a list of plain values that merges. */
        public boolean isPrimitiveListMerge() {
            return merges && mergeKey.isEmpty();
        }
    }
}
