/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.backend;

import org.jspecify.annotations.NullMarked;
