/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.client.reconcile;

import org.jspecify.annotations.NullMarked;
