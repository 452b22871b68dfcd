/** What names there are: planned from Services and EndpointSlices, looked up by queries. */
@NullMarked
package dev.leme.dns.zone;

import org.jspecify.annotations.NullMarked;
