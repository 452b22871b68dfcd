package dev.leme.apiserver.hooks;

import java.util.Collection;
import java.util.List;

/** Which of some names was probably meant by one that isn't among them. */
final class NearestName {

    private NearestName() {}

    /**
     * The name that has all the dash-separated parts of {@code asked} in order ({@code www-0} in {@code www-nginx-0}), else the
     * one that is at most a third of its length in edits away; empty where none is near.
     */
    static String of(String asked, Collection<String> names) {
        List<String> parts = List.of(asked.split("-"));
        String nearest = "";
        int best = Integer.MAX_VALUE;
        for (String name : names.stream().sorted().toList()) {
            int distance = contains(List.of(name.split("-")), parts) ? 0 : edits(asked, name);
            boolean near = distance == 0 || distance <= Math.max(asked.length(), name.length()) / 3;
            if (near && distance < best) {
                best = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    private static boolean contains(List<String> all, List<String> parts) {
        int found = 0;
        for (String part : all) {
            if (found < parts.size() && part.equals(parts.get(found))) {
                found++;
            }
        }
        return found == parts.size();
    }

    /** How many characters have to be put in, taken out or changed. */
    private static int edits(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[to.length()];
    }
}
