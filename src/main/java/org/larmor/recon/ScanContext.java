package org.larmor.recon;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.recon.coil.MapCache;
import org.larmor.recon.kspace.ReconException;
import org.larmor.recon.noise.NoiseCovariance;

/**
 * What a scan's frames share: header and noise, and what was once computed of them. Safe to use from several threads;
 * holds no native memory.
 */
public final class ScanContext {
    private final MrdHeader header;
    private final List<ByteBuffer> noise;
    private final MapCache maps;
    private volatile @Nullable NoiseCovariance covariance;

    /** @param noise the scan's noise readouts as MRD messages back to back; empty where it has none */
    public ScanContext(MrdHeader header, List<ByteBuffer> noise) {
        this(header, noise, new MapCache());
    }

    /** @param maps keeps the scan's coil maps */
    public ScanContext(MrdHeader header, List<ByteBuffer> noise, MapCache maps) {
        this.header = header;
        this.noise = List.copyOf(noise);
        this.maps = maps;
    }

    public MrdHeader header() {
        return header;
    }

    public List<ByteBuffer> noise() {
        return noise;
    }

    /** Computed at the first call. */
    public NoiseCovariance noiseCovariance() throws ReconException {
        NoiseCovariance known = covariance;
        if (known == null) {
            synchronized (this) {
                known = covariance;
                if (known == null) {
                    known = NoiseCovariance.of(noise);
                    covariance = known;
                }
            }
        }
        return known;
    }

    /** Coil maps of the slots seen so far. */
    public MapCache maps() {
        return maps;
    }
}
