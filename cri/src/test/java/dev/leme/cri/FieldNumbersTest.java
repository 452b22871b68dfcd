package dev.leme.cri;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.leme.cri.containerd.ContainerServiceProto;
import dev.leme.cri.containerd.EventServiceProto;
import dev.leme.cri.containerd.EventsProto;
import dev.leme.cri.containerd.TaskServiceProto;
import dev.leme.cri.v1.CriProto;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Our protos' names, numbers and types are the wire's: as the reference lists them, and as the installed containerd has
 * them compiled in.
 */
final class FieldNumbersTest {
    private static final Path CONTAINERD = Path.of("/usr/bin/containerd");

    @Test
    void criProto_againstReference_hasNoDifference() throws IOException {
        Path reference = Path.of("../../shared/reference/cri-v1-fields.txt");
        assumeTrue(Files.exists(reference), "no reference data here");
        TreeSet<String> theirs = new TreeSet<>();
        for (String line : Files.readAllLines(reference)) {
            addReferenceLine(line, theirs);
        }
        Set<String> ours = flatten(CriProto.getDescriptor());
        assertTrue(ours.size() > 300, "our proto is empty");
        ours.removeAll(theirs);
        assertEquals(new TreeSet<String>(), ours);
    }

    private static void addReferenceLine(String line, Set<String> into) {
        Matcher type = Pattern.compile("(message|enum) (\\S+) \\{(.*)}").matcher(line);
        Matcher call =
                Pattern.compile("  (\\w+)\\((\\S+)\\) -> (?:stream )?(\\S+)").matcher(line);
        if (type.matches()) {
            Matcher member = Pattern.compile("(\\w+)=(\\d+)").matcher(type.group(3));
            while (member.find()) {
                into.add(type.group(2) + "." + member.group(1) + "=" + member.group(2));
            }
        } else if (call.matches()) {
            into.add(call.group(1) + "(" + call.group(2).substring(1) + ")"
                    + call.group(3).substring(1));
        }
    }

    private static Set<String> flatten(FileDescriptor file) {
        TreeSet<String> into = new TreeSet<>();
        for (Descriptor message : file.getMessageTypes()) {
            addMessage(message, message.getName(), into);
        }
        for (EnumDescriptor each : file.getEnumTypes()) {
            for (EnumValueDescriptor value : each.getValues()) {
                into.add(each.getName() + "." + value.getName() + "=" + value.getNumber());
            }
        }
        for (ServiceDescriptor service : file.getServices()) {
            for (MethodDescriptor method : service.getMethods()) {
                into.add(method.getName() + "(" + method.getInputType().getFullName() + ")"
                        + method.getOutputType().getFullName());
            }
        }
        return into;
    }

    private static void addMessage(Descriptor message, String name, Set<String> into) {
        for (FieldDescriptor field : message.getFields()) {
            into.add(name + "." + field.getName() + "=" + field.getNumber());
        }
        for (Descriptor nested : message.getNestedTypes()) {
            addMessage(nested, name + "." + nested.getName(), into);
        }
    }

    @Test
    void protos_againstInstalledContainerd_haveNoDifference() throws IOException {
        assumeTrue(Files.isReadable(CONTAINERD), "containerd is not installed");
        Map<String, List<FileDescriptorProto>> compiledIn = descriptorsIn(Files.readAllBytes(CONTAINERD));
        List<String> differences = new ArrayList<>();
        for (FileDescriptor ours : List.of(
                CriProto.getDescriptor(),
                EventServiceProto.getDescriptor(),
                EventsProto.getDescriptor(),
                TaskServiceProto.getDescriptor(),
                ContainerServiceProto.getDescriptor())) {
            compare(ours.toProto(), compiledIn.getOrDefault(ours.getPackage(), List.of()), differences);
        }
        assertEquals(List.of(), differences);
    }

    /** Go programs carry each proto file's descriptor as a gzip member of its own. */
    private static Map<String, List<FileDescriptorProto>> descriptorsIn(byte[] binary) {
        Map<String, List<FileDescriptorProto>> byPackage = new HashMap<>();
        for (int at = 0; at < binary.length - 10; at++) {
            if (binary[at] == 0x1f && binary[at + 1] == (byte) 0x8b && binary[at + 2] == 8 && binary[at + 3] == 0) {
                addDescriptor(binary, at, byPackage);
            }
        }
        return byPackage;
    }

    private static void addDescriptor(byte[] binary, int at, Map<String, List<FileDescriptorProto>> byPackage) {
        int length = Math.min(binary.length - at, 200_000);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(binary, at, length))) {
            byte[] plain = new byte[400_000];
            int count = readUntilEndOrGarbage(in, plain);
            FileDescriptorProto file =
                    FileDescriptorProto.newBuilder().mergeFrom(plain, 0, count).build();
            byPackage.computeIfAbsent(file.getPackage(), _ -> new ArrayList<>()).add(file);
        } catch (InvalidProtocolBufferException notADescriptor) {
            // Some other compressed thing.
        } catch (IOException notGzip) {
            // The magic by chance.
        }
    }

    private static int readUntilEndOrGarbage(GZIPInputStream in, byte[] into) {
        int count = 0;
        try {
            int read;
            while (count < into.length && (read = in.read(into, count, into.length - count)) > 0) {
                count += read;
            }
        } catch (IOException whatFollowsIsNotGzip) {
            return count;
        }
        return count;
    }

    private static void compare(FileDescriptorProto ours, List<FileDescriptorProto> theirs, List<String> differences) {
        Map<String, DescriptorProto> messages = new HashMap<>();
        Map<String, EnumDescriptorProto> enums = new HashMap<>();
        Map<String, ServiceDescriptorProto> services = new HashMap<>();
        for (FileDescriptorProto file : theirs) {
            file.getMessageTypeList().forEach(each -> messages.put(each.getName(), each));
            file.getEnumTypeList().forEach(each -> enums.put(each.getName(), each));
            file.getServiceList().forEach(each -> services.put(each.getName(), each));
        }
        for (DescriptorProto message : ours.getMessageTypeList()) {
            DescriptorProto other = messages.get(message.getName());
            compareMembers(message.getName(), fields(message), other == null ? List.of() : fields(other), differences);
        }
        for (EnumDescriptorProto each : ours.getEnumTypeList()) {
            EnumDescriptorProto other = enums.get(each.getName());
            compareMembers(each.getName(), values(each), other == null ? List.of() : values(other), differences);
        }
        for (ServiceDescriptorProto service : ours.getServiceList()) {
            ServiceDescriptorProto other = services.get(service.getName());
            compareMembers(
                    service.getName(), methods(service), other == null ? List.of() : methods(other), differences);
        }
    }

    private static void compareMembers(String type, List<String> ours, List<String> theirs, List<String> differences) {
        for (String member : ours) {
            if (!theirs.contains(member)) {
                differences.add(type + ": " + member);
            }
        }
    }

    private static List<String> fields(DescriptorProto message) {
        return message.getFieldList().stream()
                .map(field -> field.getNumber() + " " + field.getName() + " " + field.getType() + " " + field.getLabel()
                        + " " + field.getTypeName())
                .toList();
    }

    private static List<String> values(EnumDescriptorProto each) {
        return each.getValueList().stream()
                .map(value -> value.getNumber() + " " + value.getName())
                .toList();
    }

    private static List<String> methods(ServiceDescriptorProto service) {
        return service.getMethodList().stream()
                .map(method -> method.getName() + " " + method.getInputType() + " " + method.getOutputType() + " "
                        + method.getServerStreaming())
                .toList();
    }
}
