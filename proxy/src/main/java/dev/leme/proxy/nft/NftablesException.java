package dev.leme.proxy.nft;

/** The kernel or libnftables refused; the message holds nft's own text. Nothing of the refused transaction is in force. */
public final class NftablesException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NftablesException(String message) {
        super(message);
    }
}
