/** What the server adds to an object that a client leaves out, and what it keeps a client from writing. */
@NullMarked
package dev.leme.api.defaults;

import org.jspecify.annotations.NullMarked;
