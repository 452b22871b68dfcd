package dev.leme.node.logs;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells those who follow a log that there may be more: the kernel says when a file in the directory changes, the pod's
 * worker when a container ends.
 */
public final class LogSignals {
    private final Map<Path, Set<Signal>> waiting = new ConcurrentHashMap<>();

    /** A container whose log is in this directory has ended, or its log was rotated. */
    public void touch(Path directory) {
        waiting.getOrDefault(directory, Set.of()).forEach(Signal::raise);
    }

    Signal watch(Path directory) throws IOException {
        Signal signal = new Signal(directory);
        waiting.computeIfAbsent(directory, key -> ConcurrentHashMap.newKeySet()).add(signal);
        signal.start();
        return signal;
    }

    /** One follower's view of its directory. */
    final class Signal implements AutoCloseable {
        private final Path directory;
        private final WatchService watcher;
        private boolean raised;

        private Signal(Path directory) throws IOException {
            this.directory = directory;
            this.watcher = directory.getFileSystem().newWatchService();
            directory.register(watcher, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
        }

        private void start() {
            Thread.ofVirtual().name("log of " + directory.getFileName()).start(this::watch);
        }

        private void watch() {
            try {
                while (true) {
                    WatchKey key = watcher.take();
                    key.pollEvents();
                    raise();
                    key.reset();
                }
            } catch (InterruptedException | ClosedWatchServiceException closed) {
                raise();
            }
        }

        synchronized void raise() {
            raised = true;
            notifyAll();
        }

        /** Waits until something may have changed since the last call. */
        synchronized void await() throws InterruptedException {
            while (!raised) {
                wait();
            }
            raised = false;
        }

        @Override
        public void close() throws IOException {
            waiting.computeIfPresent(directory, (key, signals) -> {
                signals.remove(this);
                return signals.isEmpty() ? null : signals;
            });
            watcher.close();
        }
    }
}
