package dev.leme.node.runtime.cri;

import dev.leme.cri.containerd.ContainersGrpc;
import dev.leme.cri.containerd.EventsGrpc;
import dev.leme.cri.containerd.TasksGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;

/** containerd's own services, spoken to in the namespace that its CRI service keeps pods in. */
final class ContainerdCalls {
    static final String NAMESPACE = "k8s.io";

    private static final Metadata.Key<String> NAMESPACE_KEY =
            Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);

    private ContainerdCalls() {}

    static EventsGrpc.EventsBlockingStub events(ManagedChannel channel) {
        return inNamespace(EventsGrpc.newBlockingStub(channel));
    }

    static TasksGrpc.TasksBlockingStub tasks(ManagedChannel channel) {
        return inNamespace(TasksGrpc.newBlockingStub(channel));
    }

    static ContainersGrpc.ContainersBlockingStub containers(ManagedChannel channel) {
        return inNamespace(ContainersGrpc.newBlockingStub(channel));
    }

    private static <S extends AbstractStub<S>> S inNamespace(S stub) {
        Metadata metadata = new Metadata();
        metadata.put(NAMESPACE_KEY, NAMESPACE);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }
}
