package dev.leme.codegen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code Generate SOURCES RESOURCES}: writes the views below the first folder, the schemas and descriptions below the second,
 * unless they are newer than this program (whose version pins its inputs).
 */
public final class Generate {

    private static final String SCHEMAS = "dev/leme/api/schema/builtin/";

    private final Path sources;
    private final Path resources;

    private Generate(Path sources, Path resources) {
        this.sources = sources;
        this.resources = resources;
    }

    /** Runs the generator. */
    public static void main(String[] arguments) throws IOException {
        Path sources = Path.of(arguments[0]);
        Path resources = Path.of(arguments[1]);
        Path stamp = resources.resolveSibling("codegen.stamp");
        if (Files.exists(stamp)
                && Files.getLastModifiedTime(stamp).toMillis() > ownTime()
                && Files.isDirectory(sources.resolve("dev/leme/api/core/v1"))) {
            return;
        }
        clear(sources);
        clear(resources);
        List<Message> messages = messages();
        new Generate(sources, resources).write(messages);
        Files.writeString(stamp, messages.size() + " types\n");
    }

    /** When this program was last changed, in milliseconds: its jar, or the newest of its classes. */
    private static long ownTime() throws IOException {
        CodeSource own = Generate.class.getProtectionDomain().getCodeSource();
        try (Stream<Path> files = Files.walk(Path.of(own.getLocation().getPath()))) {
            return files.mapToLong(file -> file.toFile().lastModified()).max().orElse(Long.MAX_VALUE);
        }
    }

    private static void clear(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** All types, those of the descriptors first. */
    static List<Message> messages() {
        Comments comments = new Comments();
        List<FileDescriptor> files = Published.files(comments);
        MessageReader reader = new MessageReader(comments, Published.models());
        List<Message> messages = new ArrayList<>();
        for (FileDescriptor file : files) {
            for (Descriptor descriptor : file.getMessageTypes()) {
                if (MessageReader.isPlain(descriptor)) {
                    messages.add(reader.read(descriptor));
                }
            }
        }
        messages.addAll(ExtraTypes.read());
        return messages;
    }

    private void write(List<Message> messages) throws IOException {
        Map<String, Message> byName = new LinkedHashMap<>();
        Map<String, List<Message>> byFile = new TreeMap<>();
        for (Message message : messages) {
            byName.put(message.proto(), message);
            byFile.computeIfAbsent(message.groupVersion().file(), file -> new ArrayList<>())
                    .add(message);
        }
        Pointers pointers = Pointers.read(messages);
        for (Message message : messages) {
            Path file = sources.resolve(message.javaName().replace('.', '/') + ".java");
            save(file, new ViewWriter(message, byName).write());
        }
        for (Map.Entry<String, List<Message>> group : byFile.entrySet()) {
            GroupVersion place = group.getValue().getFirst().groupVersion();
            SchemaWriter writer = new SchemaWriter(place, group.getValue(), pointers);
            save(resources.resolve(SCHEMAS + group.getKey() + ".tsv"), writer.schemas());
            save(resources.resolve(SCHEMAS + group.getKey() + ".descriptions.tsv"), writer.descriptions());
            save(sources.resolve(place.javaPackage().replace('.', '/') + "/package-info.java"), packageInfo(place));
        }
        save(resources.resolve(SCHEMAS + "index"), index(byFile));
    }

    /** A line a file: its name, the group, the version, the prefix of its definitions. */
    private static String index(Map<String, List<Message>> byFile) {
        StringBuilder index = new StringBuilder();
        byFile.forEach((file, messages) -> {
            GroupVersion place = messages.getFirst().groupVersion();
            index.append(String.join("\t", file, place.group(), place.version(), place.definitions()))
                    .append('\n');
        });
        return index.toString();
    }

    private static String packageInfo(GroupVersion place) {
        return "/** Typed views of " + place.label() + "/" + place.version()
                + ", generated from the published schema. */\n" + "@org.jspecify.annotations.NullMarked\npackage "
                + place.javaPackage() + ";\n";
    }

    private static void save(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
