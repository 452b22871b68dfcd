package dev.leme.api.defaults;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.util.List;

/** Jobs: select their pods by the job's uid, unless whoever makes them chooses a selector by hand. */
final class JobPreparation extends PrepareRule {

    private static final String PREFIX = "batch.kubernetes.io/";

    JobPreparation() {
        super(true, JsonObject.EMPTY, true, true, false);
    }

    @Override
    public ApiObject create(ApiObject job) {
        ApiObject result = super.create(job);
        return job.spec().bool("manualSelector") ? result : result.with("spec", selecting(job));
    }

    private static JsonObject selecting(ApiObject job) {
        String uid = job.uid();
        JsonObject spec = Members.inside(
                job.spec(),
                "template",
                template -> Members.inside(
                        template,
                        "metadata",
                        metadata -> Members.inside(metadata, "labels", labels -> {
                            JsonObject result = labels;
                            for (String prefix : List.of(PREFIX, "")) {
                                result = Members.text(result, prefix + "job-name", job.name());
                                result = Members.text(result, prefix + "controller-uid", uid);
                            }
                            return result;
                        })));
        return Members.inside(
                spec,
                "selector",
                selector -> Members.inside(
                        selector, "matchLabels", labels -> Members.text(labels, PREFIX + "controller-uid", uid)));
    }
}
