/** What is served: every resource with all that the generic code has to know of it. */
@NullMarked
package dev.leme.apiserver.catalog;

import org.jspecify.annotations.NullMarked;
