package dev.leme.codegen;

import java.util.List;

/**
 * One message type.
 *
 * @param proto the full protobuf name, {@code k8s.io.api.apps.v1.StatefulSet}
 * @param description the published text without markers
 * @param markers the published markers such as {@code +structType=atomic}
 * @param kind whether its JSON carries apiVersion and kind
 * @param fields all fields that JSON shows, embedded ones inlined, in order of declaration
 */
record Message(String proto, String description, List<String> markers, boolean kind, List<Field> fields) {

    /** The simple name. */
    String name() {
        return proto.substring(proto.lastIndexOf('.') + 1);
    }

    /** Where it lives. */
    GroupVersion groupVersion() {
        return GroupVersion.ofProto(proto);
    }

    /** The name of its definition in Kubernetes' OpenAPI document. */
    String definition() {
        return groupVersion().definitions() + "." + name();
    }

    /** The full name of its view. */
    String javaName() {
        return groupVersion().javaPackage() + "." + name();
    }

    /** Whether it is an object with a metadata of its own, rather than options, a list or a part. */
    boolean isObject() {
        return kind
                && fields.stream()
                        .anyMatch(
                                f -> f.name().equals("metadata") && f.message().endsWith(".meta.v1.ObjectMeta"));
    }
}
