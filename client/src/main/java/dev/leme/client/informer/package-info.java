/** Local caches of the API's objects, kept current by list and watch. */
@NullMarked
package dev.leme.client.informer;

import org.jspecify.annotations.NullMarked;
