package dev.leme.codegen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.leme.codegen.Comments.Comment;
import dev.leme.codegen.Field.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes {@link Message}s of descriptors: embedded structs inlined, JSON's names, special messages as their own types. */
final class MessageReader {

    private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
    private static final String EXTENSIONS = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";

    /** Messages that JSON shows as something other than an object of their fields. */
    private static final Map<String, FieldType> SPECIAL = Map.ofEntries(
            Map.entry(META + "Time", FieldType.TIME),
            Map.entry(META + "MicroTime", FieldType.MICRO_TIME),
            Map.entry(META + "FieldsV1", FieldType.FIELDS),
            Map.entry(META + "Verbs", FieldType.STRINGS),
            Map.entry("k8s.io.api.authentication.v1.ExtraValue", FieldType.STRINGS),
            Map.entry("k8s.io.api.authorization.v1.ExtraValue", FieldType.STRINGS),
            Map.entry("k8s.io.api.certificates.v1.ExtraValue", FieldType.STRINGS),
            Map.entry("k8s.io.apimachinery.pkg.api.resource.Quantity", FieldType.QUANTITY),
            Map.entry("k8s.io.apimachinery.pkg.util.intstr.IntOrString", FieldType.INT_OR_STRING),
            Map.entry("k8s.io.apimachinery.pkg.runtime.RawExtension", FieldType.RAW_OBJECT),
            Map.entry(EXTENSIONS + "JSON", FieldType.JSON),
            Map.entry(EXTENSIONS + "JSONSchemaPropsOrBool", FieldType.SCHEMA_OR_BOOL),
            Map.entry(EXTENSIONS + "JSONSchemaPropsOrArray", FieldType.SCHEMA_OR_ARRAY),
            Map.entry(EXTENSIONS + "JSONSchemaPropsOrStringArray", FieldType.SCHEMA_OR_STRINGS));

    private static final Set<String> NEVER_ALONE = Set.of(META + "Timestamp", META + "Duration", META + "TypeMeta");

    /** Go embeds these structs: a message of their own in protobuf, but inlined in JSON. */
    private static final Pattern EMBEDDED = Pattern.compile("k8s\\.io\\.api\\.(?:"
            + "core\\.v1\\.(?:(?:ConfigMap|Secret)(?:EnvSource|KeySelector|Projection)\\.localObjectReference"
            + "|ConfigMapVolumeSource\\.localObjectReference"
            + "|EphemeralContainer\\.ephemeralContainerCommon"
            + "|PersistentVolumeSpec\\.persistentVolumeSource"
            + "|Probe\\.handler|Volume\\.volumeSource)"
            + "|networking\\.v1\\.IngressRule\\.ingressRuleValue"
            + "|admissionregistration\\.v1\\.(?:RuleWithOperations\\.rule|NamedRuleWithOperations\\.ruleWithOperations)"
            + "|resource\\.v1\\.Device(?:Allocation|Claim|Class)Configuration\\.deviceConfiguration)");

    /** Kinds that the official client has no model of, so that nothing else tells. */
    private static final Set<String> KINDS = Set.of(
            "AdmissionReview",
            "ConversionReview",
            "List",
            "PodExecOptions",
            "PodAttachOptions",
            "PodPortForwardOptions",
            "PodLogOptions",
            "PodProxyOptions",
            "NodeProxyOptions",
            "ServiceProxyOptions",
            "RangeAllocation",
            "SerializedReference",
            "PodStatusResult",
            "GetOptions",
            "ListOptions",
            "CreateOptions",
            "UpdateOptions",
            "PatchOptions",
            "TableOptions",
            "PartialObjectMetadata",
            "PartialObjectMetadataList",
            "APIGroupDiscovery",
            "APIGroupDiscoveryList");

    private final Comments comments;
    private final Models models;

    MessageReader(Comments comments, Models models) {
        this.comments = comments;
        this.models = models;
    }

    /** Whether JSON shows {@code descriptor} as an object of its fields. */
    static boolean isPlain(Descriptor descriptor) {
        String name = descriptor.getFullName();
        return !SPECIAL.containsKey(name)
                && !NEVER_ALONE.contains(name)
                && (name.startsWith("k8s.io.api") && !name.contains(".pkg.runtime.") && !name.contains(".pkg.api."));
    }

    Message read(Descriptor descriptor) {
        String name = descriptor.getFullName();
        Comment comment = comments.of(name);
        Models.Model model = models.of(name);
        boolean ownTypeMeta = descriptor.findFieldByName("kind") != null;
        boolean kind = !ownTypeMeta && (model.isKind() || KINDS.contains(descriptor.getName()));
        return new Message(name, comment.description(), comment.markers(), kind, fields(descriptor, model));
    }

    /** A field that the model lacks is newer than the version that the model describes. */
    private List<Field> fields(Descriptor descriptor, Models.Model model) {
        List<Field> fields = new ArrayList<>();
        for (FieldDescriptor field : descriptor.getFields()) {
            if (EMBEDDED.matcher(field.getFullName()).matches()) {
                for (Field inlined : fields(field.getMessageType(), model)) {
                    fields.add(inlined.withNumber(field.getNumber() + "." + inlined.number()));
                }
            } else if (model.fields().isEmpty() || model.fields().contains(jsonName(field, model))) {
                fields.add(field(field, model));
            }
        }
        return fields;
    }

    private Field field(FieldDescriptor field, Models.Model model) {
        Comment comment = comments.of(field.getFullName());
        String name = jsonName(field, model);
        FieldDescriptor value = field.isMapField() ? field.getMessageType().findFieldByNumber(2) : field;
        FieldType type = type(value);
        Shape shape = field.isMapField() ? Shape.MAP : field.isRepeated() ? Shape.LIST : Shape.ONE;
        return new Field(
                name,
                Integer.toString(field.getNumber()),
                type,
                type == FieldType.MESSAGE ? value.getMessageType().getFullName() : "",
                shape,
                comment.description(),
                comment.markers(),
                model.required().contains(name));
    }

    /** Protobuf's names cannot hold {@code $ref} or {@code x-kubernetes-…}, and a few differ in case. */
    private static String jsonName(FieldDescriptor field, Models.Model model) {
        String name = field.getName();
        if (model.fields().contains(name)) {
            return name;
        }
        String letters = letters(name);
        return model.fields().stream()
                .filter(known -> letters(known).equals(letters))
                .findFirst()
                .orElse(Character.toLowerCase(name.charAt(0)) + name.substring(1));
    }

    private static String letters(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private static FieldType type(FieldDescriptor field) {
        return switch (field.getType()) {
            case STRING -> FieldType.STRING;
            case INT32 -> FieldType.INT;
            case INT64 -> FieldType.LONG;
            case DOUBLE -> FieldType.DOUBLE;
            case BOOL -> FieldType.BOOLEAN;
            case BYTES -> FieldType.BYTES;
            case MESSAGE -> SPECIAL.getOrDefault(field.getMessageType().getFullName(), FieldType.MESSAGE);
            default -> throw new IllegalStateException(field.getFullName() + " is a " + field.getType());
        };
    }
}
