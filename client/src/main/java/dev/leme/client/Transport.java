package dev.leme.client;

/**
 * The way to one API server under one identity: in this process or over HTTPS.
 *
 * <p>Both methods block. An answer that is an error of the API comes back as an answer; what could not be asked at all is
 * a {@link TransportException}, also when the thread was interrupted (its flag is then set again).
 */
public interface Transport {

    /** Sends one request and waits for the whole answer. */
    ApiResponse send(ApiRequest request);

    /**
     * Opens a watch. Throws {@link dev.leme.api.status.ApiException} when the server refuses it; what goes wrong later
     * comes as an event of type ERROR, or as the stream's end.
     */
    WatchStream watch(ApiRequest request);
}
