package io.tripline.correlation.engine;

/**
 * A pattern in which {@code *} stands for any characters and {@code ?} for one. There is no way to name the two themselves. Its
 * cost is at most the product of both lengths, whatever they hold.
 *
 * @see <a href="https://research.swtch.com/glob">Cox, Glob Matching Can Be Simple And Fast Too</a>
 */
record Wildcard(String pattern) {

    boolean matches(String text) {
        int at = 0;
        int in = 0;
        // Only the last star ever takes more: what an earlier one could take, the last can as well.
        int star = -1;
        int starAt = 0;
        while (at < text.length()) {
            if (in < pattern.length() && pattern.charAt(in) == '*') {
                star = in++;
                starAt = at;
            } else if (in < pattern.length() && isSame(pattern.charAt(in), text.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }

    private static boolean isSame(char wanted, char given) {
        return wanted == given
                || wanted == '?'
                || (!Character.isSurrogate(given) && Folding.fold(wanted) == Folding.fold(given));
    }
}
