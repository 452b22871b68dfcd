/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.replicaset;

import org.jspecify.annotations.NullMarked;
