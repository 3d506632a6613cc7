package org.larmor.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;

/** The roles' names on the command line. */
final class RoleNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(Role.values())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .iterator();
    }
}
