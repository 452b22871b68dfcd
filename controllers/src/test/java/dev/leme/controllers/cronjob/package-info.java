/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.cronjob;

import org.jspecify.annotations.NullMarked;
