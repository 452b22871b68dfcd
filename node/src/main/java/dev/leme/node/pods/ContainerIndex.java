package dev.leme.node.pods;

/** Lets the runtime's events find the worker of the container or sandbox that they are about. */
interface ContainerIndex {
    /** The container belongs to the worker's pod. */
    void add(String containerId, String sandboxId);

    /** The sandbox belongs to the worker's pod. */
    void addSandbox(String sandboxId);

    /** Something failed that could mean that the sandbox is no longer there. */
    void suspect(String sandboxId);

    /** Makes the worker plan again. */
    void wake();
}
