/** Things that are started and stopped: components, and groups of threads that end together. */
@NullMarked
package dev.leme.base.life;

import org.jspecify.annotations.NullMarked;
