package dev.leme.node.runtime.containerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A process that cannot be mistaken for a later one with the same number.
 *
 * @param startTicks when it started, in the kernel's ticks since boot
 */
public record ProcessIdentity(long pid, long startTicks) {
    /** Fields of {@code /proc/PID/stat} after the name in parentheses; the start time is the 22nd of all. */
    private static final int START_FIELD_AFTER_NAME = 19;

    private static final Duration LOOK = Duration.ofMillis(5);

    /** Nothing when there is no such process. */
    public static Optional<ProcessIdentity> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean dead = fields[0].equals("Z") || fields[0].equals("X");
            return dead
                    ? Optional.empty()
                    : Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[START_FIELD_AFTER_NAME])));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /**
     * Waits until it has ended; false when it has not in time. Looks every few milliseconds, for the JDK looks at a
     * process that is not its child only after longer and longer pauses.
     */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (isAlive()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, pid + " " + startTicks + "\n");
    }

    /** The process that a file names, if it still runs. */
    public static Optional<ProcessIdentity> read(Path file) throws IOException {
        try {
            String[] words = Files.readString(file).strip().split(" ", -1);
            ProcessIdentity noted = new ProcessIdentity(Long.parseLong(words[0]), Long.parseLong(words[1]));
            return noted.isAlive() ? Optional.of(noted) : Optional.empty();
        } catch (NoSuchFileException | NumberFormatException | ArrayIndexOutOfBoundsException unknown) {
            return Optional.empty();
        }
    }
}
