/** Gives each namespace the certificate that its pods trust the API server by. */
@NullMarked
package dev.leme.controllers.rootca;

import org.jspecify.annotations.NullMarked;
