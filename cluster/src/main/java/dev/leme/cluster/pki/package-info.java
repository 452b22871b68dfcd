/** The cluster's own authority, and the keys that its parts show each other. */
@NullMarked
package dev.leme.cluster.pki;

import org.jspecify.annotations.NullMarked;
