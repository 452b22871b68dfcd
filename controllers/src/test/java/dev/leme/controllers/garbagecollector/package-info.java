/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.garbagecollector;

import org.jspecify.annotations.NullMarked;
