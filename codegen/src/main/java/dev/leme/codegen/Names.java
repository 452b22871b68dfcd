package dev.leme.codegen;

import java.util.Set;
import java.util.regex.Pattern;

/** Java's names for JSON's. */
final class Names {

    private static final Set<String> TAKEN = Set.of(
            "abstract",
            "assert",
            "boolean",
            "break",
            "byte",
            "case",
            "catch",
            "char",
            "class",
            "const",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extends",
            "final",
            "finally",
            "float",
            "for",
            "goto",
            "if",
            "implements",
            "import",
            "instanceof",
            "int",
            "interface",
            "long",
            "native",
            "new",
            "package",
            "private",
            "protected",
            "public",
            "return",
            "short",
            "static",
            "strictfp",
            "super",
            "switch",
            "synchronized",
            "this",
            "throw",
            "throws",
            "transient",
            "try",
            "void",
            "volatile",
            "while",
            "true",
            "false",
            "null",
            "getClass",
            "notify",
            "notifyAll",
            "wait",
            "hashCode",
            "toString",
            "equals",
            "clone",
            "finalize",
            "json",
            "of",
            "builder",
            "toBuilder",
            "build",
            "put",
            "forget",
            "object");

    private static final Pattern WORD = Pattern.compile("[^A-Za-z0-9]+");

    private Names() {}

    /** The accessor: {@code x-kubernetes-map-type} → {@code xKubernetesMapType}, {@code default} → {@code default_}. */
    static String accessor(String name) {
        StringBuilder java = new StringBuilder();
        for (String word : WORD.split(name)) {
            if (!word.isEmpty()) {
                java.append(java.isEmpty() ? lower(word) : capital(word));
            }
        }
        return TAKEN.contains(java.toString()) ? java + "_" : java.toString();
    }

    /** For {@code hasX}, {@code addX}, {@code clearX}. */
    static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static String lower(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
