package dev.leme.node.runtime;

import java.nio.charset.StandardCharsets;

/** What a command that has ended wrote, and its exit code. */
public final class ExecResult {
    private final byte[] stdout;
    private final byte[] stderr;
    private final int exitCode;

    public ExecResult(byte[] stdout, byte[] stderr, int exitCode) {
        this.stdout = stdout.clone();
        this.stderr = stderr.clone();
        this.exitCode = exitCode;
    }

    public String stdout() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    public String stderr() {
        return new String(stderr, StandardCharsets.UTF_8);
    }

    public byte[] stdoutBytes() {
        return stdout.clone();
    }

    public int exitCode() {
        return exitCode;
    }

    @Override
    public String toString() {
        return "ExecResult[exitCode=" + exitCode + ", stdout=" + stdout() + ", stderr=" + stderr() + "]";
    }
}
