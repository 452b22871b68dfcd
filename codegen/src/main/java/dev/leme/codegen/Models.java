package dev.leme.codegen;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names and required names of each model, read from the sources of the official client. */
final class Models {

    /** The JSON names that a model has, and those among them that it requires. */
    record Model(Set<String> fields, Set<String> required) {
        static final Model NONE = new Model(Set.of(), Set.of());

        boolean isKind() {
            return fields.contains("apiVersion") && fields.contains("kind");
        }
    }

    private static final Pattern FIELDS =
            Pattern.compile("openapiFields = new HashSet<String>\\(Arrays\\.asList\\(([^;]*?)\\)\\);");
    private static final Pattern REQUIRED =
            Pattern.compile("openapiRequiredFields = new HashSet<String>\\(Arrays\\.asList\\(([^;]*?)\\)\\);");
    private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"");

    private final Map<String, Model> models = new HashMap<>();

    /** Reads the source of {@code name}. */
    void read(String name, String source) {
        Set<String> fields = names(FIELDS, source);
        if (!fields.isEmpty()) {
            models.put(name, new Model(fields, names(REQUIRED, source)));
        }
    }

    private static Set<String> names(Pattern pattern, String source) {
        Set<String> names = new LinkedHashSet<>();
        Matcher list = pattern.matcher(source);
        if (list.find()) {
            NAME.matcher(list.group(1)).results().forEach(name -> names.add(name.group(1)));
        }
        return names;
    }

    /** The model of a message; {@link Model#NONE} where the client has none. */
    Model of(String message) {
        GroupVersion place = GroupVersion.ofProto(message);
        String name = capital(place.version()) + message.substring(message.lastIndexOf('.') + 1);
        Model own = models.get(capital(place.label()) + name);
        return own != null ? own : models.getOrDefault(name, Model.NONE);
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
