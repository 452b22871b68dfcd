/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.servicecidr;

import org.jspecify.annotations.NullMarked;
