/** Which of the nodes that can take a pod suits it best. */
@NullMarked
package dev.leme.scheduler.score;

import org.jspecify.annotations.NullMarked;
