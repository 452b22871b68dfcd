package dev.leme.node.runtime.cri;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.base.stream.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TaskProcessTest {
    private static final JsonObject SPEC = Json.parseObject("""
            {"process": {"user": {"uid": 7}, "args": ["sleep"], "cwd": "/srv", "env": ["A=b", "TERM=dumb"],
              "noNewPrivileges": true, "commandLine": "x"}, "root": {}}
            """.getBytes(StandardCharsets.UTF_8));

    @Test
    void process_ofAContainer_hasAllButItsCommand() {
        assertEquals(
                """
                {"user":{"uid":7},"args":["ls","-l"],"cwd":"/srv","env":["A=b","TERM=dumb"],\
                "noNewPrivileges":true,"terminal":false}""", TaskProcess.process(SPEC, List.of("ls", "-l"), false, null).toString());
    }

    @Test
    void process_withTerminal_isToldSo() {
        JsonObject process = TaskProcess.process(SPEC, List.of("sh"), true, new TerminalSize(80, 24));
        assertEquals(List.of("A=b", "TERM=xterm"), process.array("env").strings());
        assertTrue(process.bool("terminal"));
        assertEquals(
                "{\"height\":24,\"width\":80}", process.object("consoleSize").toString());
    }
}
