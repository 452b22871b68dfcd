package dev.leme.proxy.nft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Against the real library; what is refused before the kernel sees it changes nothing. */
class NftablesIT {

    @Test
    void run_nonsense_failsWithNftsOwnText() {
        try (Nftables nftables = Nftables.open()) {
            NftablesException refused = assertThrows(NftablesException.class, () -> nftables.run("make me a table"));
            assertTrue(String.valueOf(refused.getMessage()).contains("syntax error"));
            assertEquals("", nftables.run(""), "and the context is still good");
        }
    }
}
