package org.larmor.cli;

import java.util.Map;
import java.util.stream.Collectors;
import org.larmor.sim.stream.ScannerStream;
import org.larmor.sim.stream.StreamCatalogue;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Finds a simulated scan by its name. */
final class StreamConverter implements ITypeConverter<ScannerStream> {
    @Override
    public ScannerStream convert(String value) {
        Map<String, ScannerStream> streams = StreamCatalogue.byName();
        ScannerStream stream = streams.get(value);
        if (stream == null) {
            throw new TypeConversionException("'" + value + "' is no simulated scan; there are\n"
                    + streams.values().stream()
                            .map(known -> "  " + known.name() + ": " + known.about())
                            .collect(Collectors.joining("\n")));
        }
        return stream;
    }
}
