package dev.leme.apiserver.proxy;

/**
 * Where a request goes on to.
 *
 * @param secure whether over TLS, with whatever certificate there is: nobody vouches for a pod's
 */
record Target(boolean secure, String host, int port) {

    /** As Go prints an address to dial. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
