package dev.leme.codegen;

import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.jar.JarFile;

/** The published inputs: two jars of sources on the class path, and the descriptors compiled from the first. */
final class Published {

    private static final String PROTO = "io/kubernetes/client/proto/";
    private static final String MODELS = "io/kubernetes/client/openapi/models/";

    private Published() {}

    /** A text of this program itself. */
    static String resource(String name) {
        try (InputStream in = Published.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The descriptors of everything that is generally available. */
    static List<FileDescriptor> files(Comments comments) {
        List<FileDescriptor> files = new ArrayList<>();
        sources(PROTO, "Meta", (name, source) -> {
            if (!name.contains("alpha") && !name.contains("beta")) {
                comments.read(source);
                files.add(descriptor(name));
            }
        });
        return files;
    }

    /** The models of the official client. */
    static Models models() {
        Models models = new Models();
        sources(MODELS, "V1Pod", models::read);
        return models;
    }

    private static FileDescriptor descriptor(String name) {
        try {
            Class<?> outer = Class.forName("io.kubernetes.client.proto." + name);
            return (FileDescriptor) outer.getMethod("getDescriptor").invoke(null);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("no descriptor in " + name, missing);
        }
    }

    private static void sources(String folder, String example, BiConsumer<String, String> reader) {
        URL found = Published.class.getClassLoader().getResource(folder + example + ".java");
        if (found == null) {
            throw new IllegalStateException("the sources of " + folder + " aren't on the class path");
        }
        try {
            JarFile jar = ((JarURLConnection) found.openConnection()).getJarFile();
            for (String entry : jar.stream().map(e -> e.getName()).sorted().toList()) {
                if (entry.startsWith(folder) && entry.endsWith(".java")) {
                    String name = entry.substring(folder.length(), entry.length() - ".java".length());
                    byte[] source = jar.getInputStream(jar.getJarEntry(entry)).readAllBytes();
                    reader.accept(name, new String(source, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
