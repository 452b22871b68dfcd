package dev.leme.scheduler.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.leme.base.time.ManualClock;
import dev.leme.client.informer.ObjectKey;
import dev.leme.scheduler.filter.Obstacle;
import java.time.Instant;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {

    private static final ObjectKey A = new ObjectKey("default", "a");
    private static final ObjectKey B = new ObjectKey("default", "b");

    private final SchedulingQueue queue = new SchedulingQueue(new ManualClock(Instant.EPOCH));

    private SchedulingQueue.Turn take() throws InterruptedException {
        SchedulingQueue.Turn turn = queue.take();
        assertNotNull(turn);
        return turn;
    }

    @Test
    void take_severalPods_higherPriorityFirst() throws Exception {
        queue.add(A, 0);
        queue.add(B, 5);
        assertEquals(B, take().pod());
        assertEquals(A, take().pod());
    }

    @Test
    void happened_parkedForIt_comesBack() throws Exception {
        queue.add(A, 0);
        queue.park(take(), EnumSet.of(Obstacle.ROOM));
        queue.happened(Obstacle.VOLUMES);
        assertEquals(1, queue.parkedCount());
        queue.happened(Obstacle.ROOM);
        assertEquals(A, take().pod());
    }

    @Test
    void park_somethingHappenedMeanwhile_isTriedAgain() throws Exception {
        queue.add(A, 0);
        SchedulingQueue.Turn turn = take();
        queue.happened(Obstacle.NODE);
        queue.park(turn, EnumSet.of(Obstacle.NODE));
        assertEquals(A, take().pod());
    }

    @Test
    void park_removedMeanwhile_isForgotten() throws Exception {
        queue.add(A, 0);
        SchedulingQueue.Turn turn = take();
        queue.remove(A);
        queue.park(turn, EnumSet.of(Obstacle.NODE));
        assertEquals(0, queue.parkedCount());
    }
}
