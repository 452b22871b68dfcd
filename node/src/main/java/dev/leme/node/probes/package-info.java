/** Startup, readiness and liveness probes. */
@NullMarked
package dev.leme.node.probes;

import org.jspecify.annotations.NullMarked;
