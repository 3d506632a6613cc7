package org.larmor.bus.record;

/**
 * A fully sampled slice that models are trained or measured with, in {@code adapt.proxies}; encrypted as samples are.
 *
 * @param set what the slices that belong together are called
 * @param number of the slice in its set
 * @param key what the key that opens it is called
 * @param patient hash of who was scanned, by the site's key
 * @param validation whether it is only measured by, and never learned from
 * @param data where it lies in {@code adapt.samples}
 * @param content hash of what it holds, by the site's key
 */
public record ProxySlice(
        String set,
        int number,
        String key,
        String patient,
        boolean validation,
        Extent data,
        String content,
        StoredSample.Shape shape) {
    /** The key of its record. */
    public String id() {
        return set + "/" + number;
    }
}
