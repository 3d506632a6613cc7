package org.larmor.scan;

/** What a person has to know of an image, in its meta. */
public enum Mark {
    /** Lines were missing that were due. */
    INCOMPLETE("LarmorIncomplete", "true"),
    /** A simpler recipe than the one asked for made it. */
    FALLBACK("LarmorFallback", "true"),
    /** K-space that the protocol leaves out on one side is zero. */
    PARTIAL_FOURIER("LarmorPartialFourier", "zero-filled");

    private final String attribute;
    private final String value;

    Mark(String attribute, String value) {
        this.attribute = attribute;
        this.value = value;
    }

    /** The name in the image's meta. */
    public String attribute() {
        return attribute;
    }

    /** The value in the image's meta. */
    public String value() {
        return value;
    }
}
