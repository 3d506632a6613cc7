package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.BusException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.SiteKey;
import org.larmor.bus.SiteRecord;
import picocli.CommandLine.Option;

/** Where the site's key is, by which patients are told apart. */
final class SiteKeyOption {
    @Option(
            names = "--site-key",
            paramLabel = "FILE",
            description = "The site's key, by which patients are told apart; with --data that of the data folder.")
    private @Nullable Path file;

    /**
     * The key.
     *
     * @throws BusException where it is not this site's
     */
    SiteKey of(KafkaTarget target, KafkaConnection kafka) throws IOException {
        Path from = file == null ? target.siteKey() : file;
        SiteKey key = SiteKey.read(from);
        if (!SiteRecord.isOf(kafka, key)) {
            throw new BusException(from + " is not this site's key: --site-key names it");
        }
        return key;
    }
}
