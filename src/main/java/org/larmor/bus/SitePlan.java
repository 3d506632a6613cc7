package org.larmor.bus;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How large a site's topics have to be, by what its scanners send. All of it is arithmetic on what is stated here, and
 * nothing is measured.
 *
 * @param scanners of the site
 * @param rate what one sends while it reads out, bytes a second: 40 to 50 MB/s with 32 coils, 175 MB/s with 128
 * @param duty the part of a day's 24 hours in which one reads out
 * @param coils of a scan as most are
 * @param acceleration of it
 * @param brokers of the cluster
 * @param gateways of the site, each of which reads all results
 * @param keep how long k-space stays, if the disk allows it
 */
public record SitePlan(
        int scanners, double rate, double duty, int coils, double acceleration, int brokers, int gateways, Duration keep) {
    /** Scans are dealt to partitions in turn, but are of different lengths: the fullest has so much more than its part. */
    private static final double UNEVEN = 1.5;

    /** Retention removes whole segments, and the one that is written to never. */
    private static final int SEGMENTS = 16;

    private static final String RETENTION_TIME = "retention.ms";
    private static final long SMALLEST_SEGMENT = 64L << 20;
    private static final long LARGEST_SEGMENT = 1L << 30;

    /** Of the events that the router reads, for a chunk of a MiB. */
    private static final double INDEX_BYTES_A_MIB = 400;

    /** Of a disk, for what is not deleted yet, compaction, and the topics that grow with people and not with bytes. */
    public static final double USABLE = 0.7;

    private static final double SECONDS_A_DAY = 86_400;
    private static final double BYTES_OF_A_SAMPLE = 8;
    private static final double BYTES_OF_A_PIXEL = 4;
    private static final double OVERSAMPLING = 2;

    public SitePlan {
        if (scanners < 1 || coils < 1 || brokers < 1 || gateways < 1) {
            throw new IllegalArgumentException("a site has a scanner, a coil, a broker and a gateway at least");
        }
        if (!Double.isFinite(scanners * rate * keep.toSeconds())) {
            throw new IllegalArgumentException("no site has so many scanners of such a rate");
        }
        if (!(rate > 0) || !(acceleration >= 1) || !(duty > 0 && duty <= 1) || !keep.isPositive()) {
            throw new IllegalArgumentException(
                    "rate and time are above 0, the acceleration is 1 at least, and the duty lies above 0 and is 1 at most");
        }
    }

    /** The same, where k-space stays no longer than a broker's disk allows. */
    public SitePlan within(double diskBytes) {
        if (brokerDisk() <= USABLE * diskBytes) {
            return this;
        }
        long fits = 1;
        long tooLong = keep.toSeconds();
        while (tooLong - fits > 1) { // images stay for another time than k-space, so what is needed is no multiple of it
            long middle = (fits + tooLong) / 2;
            if (keeping(middle).brokerDisk() <= USABLE * diskBytes) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return keeping(fits);
    }

    private SitePlan keeping(long seconds) {
        return new SitePlan(scanners, rate, duty, coils, acceleration, brokers, gateways, Duration.ofSeconds(seconds));
    }

    /** While all scanners read out at once, bytes a second. */
    public double peak() {
        return scanners * rate;
    }

    /** Over a day, bytes a second. */
    public double mean() {
        return peak() * duty;
    }

    /** Bytes of images for a byte of k-space: of a pixel there are 2 · coils / acceleration samples. */
    public double imageShare() {
        return BYTES_OF_A_PIXEL * acceleration / (BYTES_OF_A_SAMPLE * coils * OVERSAMPLING);
    }

    /** Copies of each record. */
    public int copies() {
        return TopicSpec.of(Topics.DATA.name()).replicas(brokers);
    }

    /** As many as scanners, so that these seldom wait for each other, on all brokers alike; never fewer than are defined. */
    public int partitions() {
        int defined = TopicSpec.of(Topics.DATA.name()).partitions();
        return Math.max(defined, (scanners + brokers - 1) / brokers * brokers);
    }

    /** Of k-space, all partitions, one copy. */
    public double dataBytes() {
        return mean() * keep.toSeconds();
    }

    /** How long images stay: as defined, and no longer than what they were made from. */
    public Duration keepResults() {
        Duration defined = Duration.ofMillis(Long.parseLong(TopicSpec.of(Topics.RESULTS.name()).config().get(RETENTION_TIME)));
        return defined.compareTo(keep) < 0 ? defined : keep;
    }

    /** Of images, likewise. */
    public double resultBytes() {
        return mean() * imageShare() * keepResults().toSeconds();
    }

    /** Of the router's events, and of the changelogs of its state, which are as large at most. */
    public double indexBytes() {
        return 2 * INDEX_BYTES_A_MIB / (1 << 20) * dataBytes();
    }

    /** What a broker's disk has to hold, bytes, with every copy. */
    public double brokerDisk() {
        return copies() * (UNEVEN * (dataBytes() + resultBytes()) + indexBytes()) / brokers;
    }

    /** What a broker takes in at the peak, bytes a second: from gateways and workers, and for its copies. */
    public double brokerIn() {
        return peak() * (1 + imageShare()) * copies() / brokers;
    }

    /** What a broker gives out at the peak: copies to the others, k-space to a worker, images to every gateway. */
    public double brokerOut() {
        return peak() * ((copies() - 1) * (1 + imageShare()) + 1 + gateways * imageShare()) / brokers;
    }

    /** The k-space of a day, one copy. */
    public double dayBytes() {
        return mean() * SECONDS_A_DAY;
    }

    /** The definitions, where this plan asks for others. */
    public Stream<TopicSpec> topics() {
        Set<String> sized = Stream.concat(Topics.CO_PARTITIONED.stream().map(Topic::name), Topics.INTERNAL.stream())
                .collect(Collectors.toSet());
        return TopicSpec.all().stream().filter(spec -> sized.contains(spec.name())).map(this::sized);
    }

    private TopicSpec sized(TopicSpec spec) {
        TopicSpec wide = spec.withPartitions(partitions());
        if (spec.name().equals(Topics.DATA.name())) {
            return wide.with(kept(dataBytes(), keep));
        }
        if (spec.name().equals(Topics.RESULTS.name())) {
            return wide.with(kept(resultBytes(), keepResults()));
        }
        // what k-space needs to be reconstructed stays as long as that
        String kept = spec.config().get(RETENTION_TIME);
        long with = keep.plus(Duration.ofDays(1)).toMillis();
        return kept != null && Long.parseLong(kept) < with ? wide.with(Map.of(RETENTION_TIME, String.valueOf(with))) : wide;
    }

    private Map<String, String> kept(double bytes, Duration time) {
        long partition = (long) Math.ceil(UNEVEN * bytes / partitions());
        long segment = Math.clamp(partition / SEGMENTS, SMALLEST_SEGMENT, LARGEST_SEGMENT);
        return Map.of(
                RETENTION_TIME, String.valueOf(time.toMillis()),
                "retention.bytes", String.valueOf(Math.max(partition, 2 * segment)),
                "segment.bytes", String.valueOf(segment));
    }
}
