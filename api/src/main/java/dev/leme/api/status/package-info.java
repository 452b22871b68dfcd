/** How the API says that something did not go as asked. */
@NullMarked
package dev.leme.api.status;

import org.jspecify.annotations.NullMarked;
