/** Who may do what. */
@NullMarked
package dev.leme.apiserver.authz;

import org.jspecify.annotations.NullMarked;
