/**
 * SPDY/3.1 framing and a multiplexed connection over any pair of streams, either side: what kubectl's older exec,
 * attach and port-forward speak, and container runtimes still do.
 */
@NullMarked
package dev.leme.base.spdy;

import org.jspecify.annotations.NullMarked;
