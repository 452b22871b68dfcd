/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.poddisruptionbudget;

import org.jspecify.annotations.NullMarked;
