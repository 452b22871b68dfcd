/** The status that the API shows of a pod, computed from what is observed. */
@NullMarked
package dev.leme.node.status;

import org.jspecify.annotations.NullMarked;
