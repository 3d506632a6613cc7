package org.larmor.router;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.larmor.bus.Topics;

/** One partition's stores. */
record RouterStores(
        KeyValueStore<String, ScanState> scans,
        KeyValueStore<String, FrameEntry> frames,
        KeyValueStore<String, StoredChunk> contexts,
        KeyValueStore<String, Awaited> awaited) {
    static RouterStores of(ProcessorContext<?, ?> context) {
        return new RouterStores(
                context.getStateStore(Topics.ROUTER_SCANS_STORE),
                context.getStateStore(Topics.ROUTER_FRAMES_STORE),
                context.getStateStore(Topics.ROUTER_CONTEXTS_STORE),
                context.getStateStore(Topics.ROUTER_AWAITED_STORE));
    }
}
