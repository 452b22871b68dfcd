/** What is served, as clients ask for it before they use it: the plain documents and the aggregated one. */
@NullMarked
package dev.leme.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
