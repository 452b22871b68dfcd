/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.nodelifecycle;

import org.jspecify.annotations.NullMarked;
