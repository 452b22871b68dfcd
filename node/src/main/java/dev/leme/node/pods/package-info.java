/** One worker a pod: gather, plan, run. */
@NullMarked
package dev.leme.node.pods;

import org.jspecify.annotations.NullMarked;
