package org.larmor.adapt.policy;

import java.util.Locale;

/** A name in which {@code *} stands for any characters and {@code ?} for one; upper and lower case are alike. */
record Wildcard(String text) {
    /** In time of at most both lengths' product, whatever somebody has called their protocol. */
    boolean matches(String name) {
        String pattern = text.toLowerCase(Locale.ROOT);
        String of = name.toLowerCase(Locale.ROOT);
        int at = 0;
        int in = 0;
        int star = -1;
        int back = 0;
        while (in < of.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                back = in;
            } else if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == of.charAt(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++back;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
