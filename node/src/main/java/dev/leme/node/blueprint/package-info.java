/** From a pod to what the runtime is asked for: sandbox, container, security, cgroups, names. */
@NullMarked
package dev.leme.node.blueprint;

import org.jspecify.annotations.NullMarked;
