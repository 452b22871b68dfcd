package dev.leme.cli;

/** What runs pods, as it is written on the command line. */
enum RuntimeKind {
    containerd,
    simulated
}
