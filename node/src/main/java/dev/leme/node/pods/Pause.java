package dev.leme.node.pods;

import dev.leme.base.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Waiting by the injected clock. */
final class Pause {
    private Pause() {}

    static void of(Duration time, Clock clock) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Clock.Timer timer = clock.schedule(time, over::countDown);
        try {
            over.await();
        } finally {
            timer.cancel();
        }
    }
}
