package org.larmor.sim.stream;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every kind of scan that can be streamed by its name. */
public final class StreamCatalogue {
    private StreamCatalogue() {}

    /** In the order of what is particular about them. */
    private static List<ScannerStream> all() {
        return Stream.of(
                        FullScans.all(),
                        LostLines.all(),
                        PrematureFlags.all(),
                        AcceleratedScans.all(),
                        CalibrationSpaces.all(),
                        Volumes.all(),
                        Trajectories.all(),
                        NoiseScans.all(),
                        DisturbedScans.all(),
                        Contradictions.all())
                .flatMap(List::stream)
                .toList();
    }

    /** By name, those of one kind beside each other. */
    public static Map<String, ScannerStream> byName() {
        Map<String, ScannerStream> streams = new LinkedHashMap<>();
        for (ScannerStream stream : all()) {
            if (streams.put(stream.name(), stream) != null) {
                throw new IllegalStateException("two streams are called " + stream.name());
            }
        }
        return streams;
    }
}
