package org.larmor.recon.engine;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where networks are to be computed, as somebody has asked for it. Knows nothing of the engine, which loads late. */
public sealed interface DeviceChoice {
    /** A graphics processor's index has one or two digits. */
    Pattern CUDA = Pattern.compile("cuda:(\\d{1,2})");

    /** On the first graphics processor where the engine reaches one, else on the processor. */
    record Auto() implements DeviceChoice {
        @Override
        public String text() {
            return "auto";
        }
    }

    /** On this device and no other. */
    record Named(ComputeDevice device) implements DeviceChoice {
        @Override
        public String text() {
            return device.label();
        }
    }

    /** As {@link #parse} reads it. */
    String text();

    /**
     * Reads {@code auto}, {@code cpu} or {@code cuda:0}.
     *
     * @throws IllegalArgumentException where the text is none of them
     */
    static DeviceChoice parse(String text) {
        String name = text.strip();
        if (name.equals("auto")) {
            return new Auto();
        }
        if (name.equals(ComputeDevice.PROCESSOR.label())) {
            return new Named(ComputeDevice.PROCESSOR);
        }
        Matcher matcher = CUDA.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no device: auto, cpu, cuda:0, cuda:1 …");
        }
        return new Named(ComputeDevice.cuda(Integer.parseInt(matcher.group(1))));
    }

    /** Whether only the engine can tell if it is there. */
    default boolean needsGraphics() {
        return this instanceof Named(ComputeDevice device) && !device.isProcessor();
    }

    /**
     * What it comes to on a machine.
     *
     * @param reached whether the engine reaches a graphics processor
     * @throws DeviceException where a named one is not there
     */
    default ComputeDevice on(Predicate<ComputeDevice> reached) {
        return switch (this) {
            case Auto _ -> {
                ComputeDevice first = ComputeDevice.cuda(0);
                yield reached.test(first) ? first : ComputeDevice.PROCESSOR;
            }
            case Named(ComputeDevice device) -> {
                if (!device.isProcessor() && !reached.test(device)) {
                    throw DeviceException.missing(device, reached);
                }
                yield device;
            }
        };
    }
}
