package org.larmor.gateway;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.header.OpenReconParameters;
import org.larmor.mrd.wire.MrdProtocolException;
import org.larmor.scan.RecipeRequest;

/** One connection's handshake: config, header, and perhaps parameters that name another config, before any data. */
final class Handshake {
    private @Nullable String config;
    private byte @Nullable [] xml;
    private @Nullable MrdHeader header;
    private @Nullable RecipeRequest recipe;

    /** Says whether data may follow. */
    boolean isComplete() {
        return header != null;
    }

    /** The header's XML as received; only once complete. */
    byte[] xml() {
        return Objects.requireNonNull(xml);
    }

    /** Only once complete. */
    MrdHeader header() {
        return Objects.requireNonNull(header);
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
        if (xml != null) {
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
        choose(OpenReconParameters.of(read), false);
        xml = received;
        header = read;
    }

    /**
     * Reads a text behind the header; a text that is not OpenRecon's parameters is not for us.
     *
     * @param scanning whether data have come, so that the recipe can no longer change
     */
    void parameters(String text, boolean scanning) throws MrdProtocolException {
        if (!isComplete()) {
            throw new MrdProtocolException("parameters before any header");
        }
        choose(OpenReconParameters.parse(text), scanning);
    }

    /** An OpenRecon scanner's parameters say more exactly than its config name what it wants. */
    private void choose(@Nullable OpenReconParameters parameters, boolean scanning) throws MrdProtocolException {
        String chosen = parameters == null ? null : parameters.config();
        if (chosen == null) {
            return;
        }
        if (scanning) {
            throw new MrdProtocolException("parameters after the first data");
        }
        recipe = recipe(chosen);
    }

    private static RecipeRequest recipe(String name) throws MrdProtocolException {
        return RecipeRequest.named(name)
                .orElseThrow(() -> new MrdProtocolException("unknown config '" + printable(name)
                        + "'; known are " + RecipeRequest.NAMES));
    }

    private static String printable(String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
