/** Tests of YAML. */
@NullMarked
package dev.leme.api.yaml;

import org.jspecify.annotations.NullMarked;
