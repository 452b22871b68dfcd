/** The kernel's nftables through libnftables, in this process. */
@NullMarked
package dev.leme.proxy.nft;

import org.jspecify.annotations.NullMarked;
