/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.tainteviction;

import org.jspecify.annotations.NullMarked;
