package dev.leme.api.table;

import static java.util.Map.entry;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables of admission policies, flow control, devices and capacities. */
final class PolicyRows {

    private PolicyRows() {}

    static Map<Resource, TableRules> tables() {
        return Map.ofEntries(
                entry(
                        Resources.VALIDATING_ADMISSION_POLICIES,
                        policies(
                                "Validations",
                                "Validations indicates the number of validation rules defined in this configuration")),
                entry(
                        Resources.MUTATING_ADMISSION_POLICIES,
                        policies(
                                "Mutations",
                                "Mutation indicates the number of mutations rules defined in this configuration")),
                entry(Resources.VALIDATING_ADMISSION_POLICY_BINDINGS, policyBindings()),
                entry(Resources.MUTATING_ADMISSION_POLICY_BINDINGS, policyBindings()),
                entry(Resources.FLOW_SCHEMAS, flowSchemas()),
                entry(Resources.PRIORITY_LEVEL_CONFIGURATIONS, priorityLevels()),
                entry(Resources.RESOURCE_CLAIMS, resourceClaims()),
                entry(Resources.CSI_STORAGE_CAPACITIES, storageCapacities()));
    }

    private static TableRules policies(String column, String description) {
        String member = column.toLowerCase(Locale.ROOT);
        return TableRules.named()
                .number(column, description)
                .text("ParamKind", "ParamKind specifies the kind of resources used to parameterize this policy")
                .age()
                .rows((policy, now) -> Cells.of(
                        policy.name(),
                        policy.spec().array(member).size(),
                        paramKind(policy.spec().object("paramKind")),
                        Cells.age(policy, now)));
    }

    private static String paramKind(JsonObject kind) {
        return kind.isEmpty() ? Cells.UNSET : kind.string("apiVersion") + "/" + kind.string("kind");
    }

    private static TableRules policyBindings() {
        return TableRules.named()
                .text("PolicyName", "The policy that the binding puts to work.")
                .text("ParamRef", "The object that gives the policy its parameters.")
                .age()
                .rows((binding, now) -> Cells.of(
                        binding.name(),
                        binding.spec().string("policyName"),
                        paramRef(binding.spec().object("paramRef")),
                        Cells.age(binding, now)));
    }

    private static String paramRef(JsonObject reference) {
        if (reference.isEmpty()) {
            return Cells.UNSET;
        }
        String namespace = Cells.orElse(reference.string("namespace"), "*");
        return namespace + "/" + Cells.orElse(reference.string("name"), "*");
    }

    private static TableRules flowSchemas() {
        return TableRules.named()
                .text("PriorityLevel", "The level that its requests run on.")
                .text("MatchingPrecedence", "The lower, the earlier it is asked.")
                .text("DistinguisherMethod", "How its requests are told apart.")
                .age()
                .text("MissingPL", "references a broken or non-existent PriorityLevelConfiguration")
                .rows(PolicyRows::flowSchema);
    }

    private static List<JsonValue> flowSchema(ApiObject schema, Instant now) {
        JsonObject spec = schema.spec();
        String missing = "?";
        for (JsonObject condition : schema.status().array("conditions").objects()) {
            missing = condition.string("type").equals("Dangling") ? condition.string("status") : missing;
        }
        return Cells.of(
                schema.name(),
                spec.object("priorityLevelConfiguration").string("name"),
                spec.number("matchingPrecedence", 0),
                Cells.orNone(spec.object("distinguisherMethod").string("type")),
                Cells.age(schema, now),
                missing);
    }

    private static TableRules priorityLevels() {
        return TableRules.named()
                .text("Type", "Exempt or Limited.")
                .text("NominalConcurrencyShares", "The level's share of what the server does at once.")
                .text("Queues", "How many queues it has.")
                .text("HandSize", "Over how many queues a flow is spread.")
                .text("QueueLengthLimit", "How long a queue may be.")
                .age()
                .rows(PolicyRows::priorityLevel);
    }

    private static List<JsonValue> priorityLevel(ApiObject level, Instant now) {
        JsonObject spec = level.spec();
        String type = spec.string("type");
        JsonObject own = spec.object(type.equals("Exempt") ? "exempt" : "limited");
        JsonObject queuing = own.object("limitResponse").object("queuing");
        return Cells.of(
                level.name(),
                type,
                number(own, "nominalConcurrencyShares"),
                number(queuing, "queues"),
                number(queuing, "handSize"),
                number(queuing, "queueLengthLimit"),
                Cells.age(level, now));
    }

    private static String number(JsonObject object, String name) {
        return object.has(name) ? Long.toString(object.number(name, 0)) : Cells.NONE;
    }

    private static TableRules resourceClaims() {
        return TableRules.named()
                .text("State", "A summary of the current state (allocated, pending, reserved, etc.).")
                .age()
                .rows((claim, now) -> Cells.of(claim.name(), claimState(claim), Cells.age(claim, now)));
    }

    private static String claimState(ApiObject claim) {
        StringBuilder state = new StringBuilder(claim.isDeleting() ? "deleted," : "");
        if (!claim.status().has("allocation")) {
            return state.append("pending").toString();
        }
        state.append("allocated");
        return claim.status().array("reservedFor").isEmpty()
                ? state.toString()
                : state.append(",reserved").toString();
    }

    private static TableRules storageCapacities() {
        return TableRules.named()
                .text("StorageClassName", "The storage class.")
                .text("Capacity", "How much is left.")
                .rows((capacity, now) -> Cells.of(
                        capacity.name(),
                        capacity.json().string("storageClassName"),
                        capacity.json().string("capacity")));
    }
}
