package dev.leme.apiserver.http.jetty;

import dev.leme.api.json.Json;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses (a broken request line, headers too large), told as a {@code Status} and without its reasons. */
final class StatusErrors extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        byte[] body = body(response.getStatus());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    private static byte[] body(int status) {
        int code = status < 400 ? 500 : status;
        Reason reason = Reason.of("-", code);
        ApiException told =
                new ApiException(reason, code, HttpStatus.getMessage(code), dev.leme.api.json.JsonObject.EMPTY);
        return Json.bytes(told.status());
    }
}
