/** {@link dev.leme.node.runtime.ContainerRuntime} over a CRI v1 runtime's socket; the only place that knows CRI's types. */
@NullMarked
package dev.leme.node.runtime.cri;

import org.jspecify.annotations.NullMarked;
