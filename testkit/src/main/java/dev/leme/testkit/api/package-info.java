/** An API server that behaves as the real one does towards its clients, in memory, with faults on demand. */
@NullMarked
package dev.leme.testkit.api;

import org.jspecify.annotations.NullMarked;
