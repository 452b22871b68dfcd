/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.endpoints;

import org.jspecify.annotations.NullMarked;
