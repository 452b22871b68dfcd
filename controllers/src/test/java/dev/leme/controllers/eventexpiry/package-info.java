/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.eventexpiry;

import org.jspecify.annotations.NullMarked;
