/** Programs that are run for what the kernel has no simpler door to. */
@NullMarked
package dev.leme.proxy.process;

import org.jspecify.annotations.NullMarked;
