/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.deployment;

import org.jspecify.annotations.NullMarked;
