package dev.leme.api.schema;

import java.util.List;

/**
 * How changes to a list or an object combine.
 *
 * @param listType {@code atomic}, {@code set}, {@code map}, or empty where nothing is said
 * @param listMapKeys what tells the elements of a {@code map} list apart
 * @param mapType {@code atomic}, {@code granular}, or empty
 * @param patchStrategies for strategic merge patches: {@code merge}, {@code replace}, {@code retainKeys}
 * @param patchMergeKey what tells a list's elements apart in a strategic merge patch
 */
public record MergeRules(
        String listType, List<String> listMapKeys, String mapType, List<String> patchStrategies, String patchMergeKey) {

    /** Nothing is said. */
    public static final MergeRules NONE = new MergeRules("", List.of(), "", List.of(), "");
}
