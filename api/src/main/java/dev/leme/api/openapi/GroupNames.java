package dev.leme.api.openapi;

/** Groups as operation ids and tags name them: {@code rbac.authorization.k8s.io} is {@code rbacAuthorization}. */
final class GroupNames {

    private GroupNames() {}

    static String capital(String group) {
        String bare =
                group.isEmpty() ? "core" : group.endsWith(".k8s.io") ? group.substring(0, group.length() - 7) : group;
        StringBuilder name = new StringBuilder();
        for (String word : bare.split("[.-]")) {
            if (!word.isEmpty()) {
                name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
        }
        return name.toString();
    }

    static String lower(String group) {
        String name = capital(group);
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
