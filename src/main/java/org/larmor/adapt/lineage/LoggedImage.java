package org.larmor.adapt.lineage;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogSnapshot;
import org.larmor.bus.ResultRecord;
import org.larmor.bus.Topics;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.RecordException;
import org.larmor.bus.record.ResultEvent.FrameImages;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.ImageHead;
import org.larmor.mrd.header.ImageMeta;

/**
 * An image that was sent, by its id: scan, frame, revision, number. What it says of itself lies in {@code recon.results} as
 * long as that is kept.
 */
public final class LoggedImage {
    private static final Pattern ID =
            Pattern.compile("([A-Za-z0-9-]{1,64})/([0-9]{1,5}(?:\\.[0-9]{1,5}){5})/([0-9]{1,6})/([0-9]{1,6})");

    private final String scan;
    private final FrameKey frame;
    private final int revision;
    private final int number;
    private final Map<Long, Map<String, String>> byAttempt = new HashMap<>();
    private @Nullable Long counted;

    private LoggedImage(Matcher id) {
        scan = id.group(1);
        frame = FrameKey.parse(id.group(2));
        revision = Integer.parseInt(id.group(3));
        number = Integer.parseInt(id.group(4));
    }

    /** Whether it is an image's id. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * What Larmor's meta of the image says, by name; empty where there is no such image, or not any more.
     *
     * @param id one that {@link #isId}
     */
    public static Optional<Map<String, String>> find(KafkaConnection kafka, String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no image's id: " + id);
        }
        LoggedImage image = new LoggedImage(matcher);
        LogSnapshot.read(kafka, Topics.RESULTS, image::take);
        return Optional.ofNullable(image.counted).map(image.byAttempt::get);
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (!scan.equals(record.key())) {
            return;
        }
        try {
            switch (ResultRecord.read(record)) {
                case ResultRecord.Event(FrameImages images) -> {
                    // the first answer counts
                    if (counted == null && images.frame().equals(frame) && images.revision() == revision) {
                        counted = images.attempt();
                    }
                }
                case ResultRecord.Event _ -> {}
                case ResultRecord.Piece(PayloadHeader header, byte[] bytes) -> {
                    if (header.frame().equals(frame)
                            && header.revision() == revision
                            && header.image() == number
                            && header.sequence() == 0) {
                        byAttempt.put(header.attempt(), meta(bytes));
                    }
                }
            }
        } catch (RecordException e) {
            // a damaged record was sent to nobody
            return;
        }
    }

    /** An image begins with its header and its meta, which its first piece holds. */
    private static Map<String, String> meta(byte[] piece) {
        Map<String, String> says = new LinkedHashMap<>();
        try {
            ImageMeta meta = ImageHead.read(piece).meta();
            meta.names().stream()
                    .filter(name -> name.startsWith("Larmor"))
                    .forEach(name -> says.put(name, String.valueOf(meta.get(name))));
        } catch (HeaderException e) {
            return Map.of();
        }
        return says;
    }
}
