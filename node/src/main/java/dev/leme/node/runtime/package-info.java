/**
 * What runs containers: {@link dev.leme.node.runtime.ContainerRuntime} in values of our own, behind which stand a CRI
 * runtime and a simulated one.
 */
@NullMarked
package dev.leme.node.runtime;

import org.jspecify.annotations.NullMarked;
