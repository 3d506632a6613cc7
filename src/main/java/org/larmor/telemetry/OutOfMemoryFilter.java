package org.larmor.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.slf4j.Marker;

/**
 * Sees what libraries log, since they catch what their threads die of: Kafka's clients and brokers, and Netty, log an
 * exhausted memory and go on. Logback makes it.
 */
public final class OutOfMemoryFilter extends TurboFilter {
    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] arguments, Throwable failure) {
        if (failure != null) {
            OutOfMemory.endIfMeantBy(failure);
        } else if (arguments != null
                && arguments.length > 0
                && arguments[arguments.length - 1] instanceof Throwable last) {
            OutOfMemory.endIfMeantBy(last);
        }
        return FilterReply.NEUTRAL;
    }
}
