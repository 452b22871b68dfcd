/** IP addresses and ranges of them, of both families. */
@NullMarked
package dev.leme.api.address;

import org.jspecify.annotations.NullMarked;
