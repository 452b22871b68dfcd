/** Who asks: certificates and tokens turned into a user. */
@NullMarked
package dev.leme.apiserver.auth;

import org.jspecify.annotations.NullMarked;
