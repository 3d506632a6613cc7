package org.larmor.telemetry;

/**
 * Named places where crash tests make the process fail. Set by the system property {@value #PROPERTY} or the environment
 * variable {@value #VARIABLE} as {@code name=action,…}; where neither is set, hitting one costs a read. Actions:
 *
 * <ul>
 *   <li>{@code halt}: the JVM ends at once, as by {@code kill -9}; {@code halt@3}: at the third hit
 *   <li>{@code halt-once:FILE}: the same, but only where the file does not exist; makes it first
 *   <li>{@code error}: an error of the JVM is thrown; {@code error@3}: at the third hit only
 *   <li>{@code pause:MS}: waits that long; {@code pause:MS@3}: at the third hit only
 * </ul>
 */
public final class FailPoint {
    public static final String PROPERTY = "larmor.failpoints";
    public static final String VARIABLE = "LARMOR_FAILPOINTS";

    private static final FailPoints POINTS = FailPoints.parse(configured());

    private FailPoint() {}

    public static void hit(String name) {
        if (!POINTS.isEmpty()) {
            POINTS.hit(name);
        }
    }

    private static String configured() {
        String property = System.getProperty(PROPERTY);
        String variable = System.getenv(VARIABLE);
        return property != null ? property : variable != null ? variable : "";
    }
}
