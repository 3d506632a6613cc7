package org.larmor.gateway;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.Replay;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.header.OpenReconParameters;
import org.larmor.mrd.wire.MrdProtocolException;
import org.larmor.scan.RecipeRequest;

/**
 * One connection's handshake: config, header, and perhaps parameters that name another config, before any data. Of the
 * header little is kept once the log has it.
 */
final class Handshake {
    private static final Pattern SCAN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private @Nullable String config;
    private final ByteBudget budget;
    private byte @Nullable [] xml;
    private @Nullable MrdHeader header;
    private @Nullable RecipeRequest recipe;
    private boolean complete;
    private boolean noiseNamed;
    private long held;
    private boolean zeroFill;
    private @Nullable String replayed;
    private @Nullable String model;

    Handshake(ByteBudget budget) {
        this.budget = budget;
    }

    /** Says whether data may follow. */
    boolean isComplete() {
        return complete;
    }

    /** The header's XML as received; once complete, and until it is durable. */
    byte[] xml() {
        return Objects.requireNonNull(xml);
    }

    /** Once complete, and until it is durable. */
    MrdHeader header() {
        return Objects.requireNonNull(header);
    }

    /** Whether the header names a noise measurement of another scan. */
    boolean noiseNamed() {
        return noiseNamed;
    }

    /** Bytes counted for the header. */
    long held() {
        return held;
    }

    /** The header is durable, or no longer needed. */
    void release() {
        xml = null;
        header = null;
        budget.release(ByteBudget.Use.MESSAGES, held);
        held = 0;
    }

    /** Only once complete. */
    RecipeRequest recipe() {
        return Objects.requireNonNull(recipe);
    }

    void config(String name) throws MrdProtocolException {
        if (config != null) {
            throw new MrdProtocolException("a second config on one connection");
        }
        config = name.strip();
    }

    void header(byte[] received) throws MrdProtocolException {
        if (complete) {
            throw new MrdProtocolException("a second header on one connection");
        }
        if (config == null) {
            throw new MrdProtocolException("a header before any config");
        }
        recipe = recipe(config);
        MrdHeader read;
        try {
            read = HeaderReader.read(received);
        } catch (HeaderException e) {
            throw new MrdProtocolException("header: " + e.getMessage());
        }
        Optional<OpenReconParameters> inside = OpenReconParameters.of(read);
        if (inside.isPresent()) {
            choose(inside.get());
        }
        // What has been read of it takes about as much again.
        held = 2L * received.length;
        budget.hold(ByteBudget.Use.MESSAGES, held);
        noiseNamed = read.noiseDependency() != null;
        xml = received;
        header = read;
        complete = true;
    }

    /**
     * Reads a text behind the header.
     *
     * @param scanning whether data have come, so that the recipe can no longer change
     * @return what of it is not followed, for the scanner; empty where all is
     */
    Optional<String> parameters(String text, boolean scanning) throws MrdProtocolException {
        if (!isComplete()) {
            throw new MrdProtocolException("parameters before any header");
        }
        OpenReconParameters parameters;
        try {
            parameters = OpenReconParameters.parse(text);
        } catch (HeaderException e) {
            return Optional.of("WRN " + e.getMessage() + "; they are ignored");
        }
        if (scanning && parameters.decide()) {
            throw new MrdProtocolException("parameters after the first data");
        }
        choose(parameters);
        return parameters.unknown().isEmpty()
                ? Optional.empty()
                : Optional.of("WRN parameters that are not known here, or not with their value, are ignored: "
                        + printable(String.join(", ", parameters.unknown())));
    }

    /** An OpenRecon scanner's parameters say more exactly than its config name what it wants. */
    private void choose(OpenReconParameters parameters) throws MrdProtocolException {
        if (parameters.config() != null) {
            recipe = recipe(parameters.config());
        }
        if (parameters.zeroFill() != null) {
            zeroFill = parameters.zeroFill();
        }
        if (parameters.replay() != null) {
            if (!SCAN.matcher(parameters.replay()).matches()) {
                throw MrdProtocolException.quoting("replay of", printable(parameters.replay()), "which is no scan's id");
            }
            replayed = parameters.replay();
        }
        if (parameters.model() != null) {
            if (replayed == null) {
                throw new MrdProtocolException("a model can be named for the replay of a stored scan alone");
            }
            model = parameters.model();
        }
    }

    /** Of which stored scan these are the data once more; null for a scan of its own. */
    @Nullable
    Replay replay() {
        return replayed == null ? null : new Replay(replayed, model);
    }

    /** Whether the zero-filled image is asked for where nothing can be unfolded. */
    boolean zeroFill() {
        return zeroFill;
    }

    private static RecipeRequest recipe(String name) throws MrdProtocolException {
        return RecipeRequest.named(name)
                .orElseThrow(() -> MrdProtocolException.quoting(
                        "unknown config", printable(name), "known are " + RecipeRequest.NAMES));
    }

    private static String printable(String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
