package dev.leme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WhyTextTest {

    private static JsonObject finding(String json) {
        return Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void explanation_withTrouble_isATreeWhoseFirstRootOfTroubleIsMarked() {
        JsonObject finding = finding("""
                {"state":"broken","text":"service web: broken at step 2 of 3","because":[
                  {"state":"ok","text":"name: web"},
                  {"state":"broken","text":"endpoints: none","because":[
                    {"state":"broken","text":"pod a is out","next":"mend it"}]},
                  {"state":"waits","text":"socket","because":[{"state":"note","text":"not tried"}]}]}
                """);
        assertEquals("""
                BROKEN service web: broken at step 2 of 3
                ok       name: web
                BROKEN   endpoints: none
                BROKEN     pod a is out   <-- here
                           do: mend it
                waits    socket
                           not tried
                """, WhyText.of(finding));
        assertTrue(WhyText.isTrouble(finding));
    }

    @Test
    void explanation_thatAllIsWell_marksNothing() {
        JsonObject finding = finding("""
                {"state":"ok","text":"service web","because":[{"state":"waits","text":"pod b is out"}]}
                """);
        assertEquals("""
                ok     service web
                waits    pod b is out
                """, WhyText.of(finding));
        assertFalse(WhyText.isTrouble(finding));
    }
}
