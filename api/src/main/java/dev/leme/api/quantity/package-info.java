/** Amounts of resources: exact decimals in the notations of Kubernetes' manifests. */
@NullMarked
package dev.leme.api.quantity;

import org.jspecify.annotations.NullMarked;
