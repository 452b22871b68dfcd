/** Marks nodes that have fallen silent, taints nodes by their conditions, and tells their pods. */
@NullMarked
package dev.leme.controllers.nodelifecycle;

import org.jspecify.annotations.NullMarked;
