/** A node that runs pods in name only. */
@NullMarked
package dev.leme.testkit.node;

import org.jspecify.annotations.NullMarked;
