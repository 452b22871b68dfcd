/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.replicas;

import org.jspecify.annotations.NullMarked;
