/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.volume;

import org.jspecify.annotations.NullMarked;
