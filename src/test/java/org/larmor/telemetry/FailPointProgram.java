package org.larmor.telemetry;

/** Hits a fail point three times, saying each time that it lives. */
final class FailPointProgram {
    private FailPointProgram() {}

    public static void main(String[] args) {
        for (int i = 1; i <= 3; i++) {
            FailPoint.hit("program.step");
            System.out.println("step " + i);
        }
    }
}
