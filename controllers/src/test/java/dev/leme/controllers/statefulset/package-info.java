/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.statefulset;

import org.jspecify.annotations.NullMarked;
