/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.replicationcontroller;

import org.jspecify.annotations.NullMarked;
