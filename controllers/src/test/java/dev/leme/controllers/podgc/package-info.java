/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.podgc;

import org.jspecify.annotations.NullMarked;
