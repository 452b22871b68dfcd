package dev.leme.api.managed;

/**
 * Who writes, as {@code managedFields} tells writers apart.
 *
 * @param name what the client calls itself
 * @param operation {@code Apply} or {@code Update}
 * @param subresource by which it writes, or empty
 */
public record Manager(String name, Operation operation, String subresource) {

    /** How a write says what it wants. */
    public enum Operation {
        /** By a configuration: what it no longer names goes. */
        APPLY("Apply"),
        /** By what it changes. */
        UPDATE("Update");

        private final String text;

        Operation(String text) {
            this.text = text;
        }

        /** As the API spells it. */
        public String text() {
            return text;
        }
    }

    private static final int MOST_NAME = 128;

    /** A writer's name as its client's {@code User-Agent} begins: all before the first slash, as far as it can be printed. */
    public static String nameOf(String userAgent) {
        int slash = userAgent.indexOf('/');
        StringBuilder name = new StringBuilder();
        (slash < 0 ? userAgent : userAgent.substring(0, slash))
                .codePoints()
                .filter(each -> !Character.isISOControl(each))
                .limit(MOST_NAME)
                .forEach(name::appendCodePoint);
        return name.isEmpty() ? "unknown" : name.toString();
    }
}
