/** The embedded image registry behind the API server's own door. */
@NullMarked
package dev.leme.apiserver.images;

import org.jspecify.annotations.NullMarked;
