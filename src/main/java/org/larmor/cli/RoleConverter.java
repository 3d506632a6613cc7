package org.larmor.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a role's name. */
final class RoleConverter implements ITypeConverter<Role> {
    @Override
    public Role convert(String value) {
        for (Role role : Role.values()) {
            if (role.name().equals(value.strip().toUpperCase(Locale.ROOT))) {
                return role;
            }
        }
        throw new TypeConversionException("'" + value + "' is no role; roles are " + String.join(", ", new RoleNames()));
    }
}
