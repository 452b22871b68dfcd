/** The verbs: from a request for a resource to its answer. */
@NullMarked
package dev.leme.apiserver.rest;

import org.jspecify.annotations.NullMarked;
