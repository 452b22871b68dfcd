package dev.leme.apiserver.http;

import dev.leme.api.object.ApiObject;
import java.io.IOException;

/** A request from inside this process that takes a watch's events as the objects they are, without bytes in between. */
public interface EventExchange extends Exchange {

    /** Takes one event; throws when whoever watches has gone. */
    void event(String type, ApiObject object) throws IOException, InterruptedException;
}
