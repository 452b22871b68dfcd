/** Tests of the protobuf encoding. */
@NullMarked
package dev.leme.api.protobuf;

import org.jspecify.annotations.NullMarked;
