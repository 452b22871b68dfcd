package dev.leme.controllers.tainteviction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.controllers.TestCluster;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToleranceTest {

    private static final String TAINTS = """
            {'spec':{'taints':[{'key':'a','value':'1','effect':'NoExecute'},{'key':'b','effect':'NoExecute'}]}}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                                                      | 0
            [{'key':'a','operator':'Exists'}]                                       | 0
            [{'operator':'Exists'}]                                                 | -1
            [{'operator':'Exists','tolerationSeconds':9}]                           | 9
            [{'key':'a','value':'1'},{'key':'b','operator':'Exists'}]               | -1
            [{'key':'a','value':'1','tolerationSeconds':7},{'key':'b','operator':'Exists','tolerationSeconds':5}] | 5
            [{'key':'a','value':'1','tolerationSeconds':-7},{'key':'b','operator':'Exists'}] | 0
            [{'key':'a','value':'2'},{'key':'b','operator':'Exists'}]               | 0
            """)
    void of_taintsAandB_eachMustBeBorneAndTheShortestCounts(String tolerations, long seconds) {
        Pod pod = Pod.of(TestCluster.json("{'spec':{'tolerations':" + tolerations + "}}"));
        Tolerance tolerance = Tolerance.of(
                Node.of(TestCluster.json(TAINTS)).spec().taints(), pod.spec().tolerations());
        assertEquals(seconds < 0 ? new Tolerance.ForEver() : new Tolerance.For(Duration.ofSeconds(seconds)), tolerance);
    }
}
