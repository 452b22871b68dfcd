package dev.leme.proxy.conntrack;

import dev.leme.proxy.ruleset.Backend;
import dev.leme.proxy.ruleset.Frontend;
import java.util.HexFormat;

/**
 * A flow over UDP, as the kernel remembers it.
 *
 * @param knocked where its client sends to
 * @param answering who answers; the same address and port where nothing was translated
 * @param original the attribute by which the kernel finds the flow, in hexadecimal
 */
public record Flow(Frontend knocked, Backend answering, String original) {

    boolean isV6() {
        return knocked.address().indexOf(':') >= 0;
    }

    byte[] originalBytes() {
        return HexFormat.of().parseHex(original);
    }
}
