package org.larmor.cluster;

import java.util.List;
import java.util.Map;

/**
 * A service of a compose file.
 *
 * @param image with its tag
 * @param command what the image's entry point is given; empty for what the image says
 * @param environment its variables, beside the image's own
 * @param mounts what is mounted where: a named volume, or a path beside the file, by the path in the container
 * @param needs the services that have to be in a state before this one starts
 * @param memory the most that it may have, bytes
 */
record ComposeService(
        String name,
        String image,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> mounts,
        Map<String, Condition> needs,
        long memory) {

    /** What another service is waited for. */
    enum Condition {
        SERVICE_STARTED,
        SERVICE_HEALTHY,
        SERVICE_COMPLETED_SUCCESSFULLY
    }

    /** The image without its tag. */
    String program() {
        return image.replaceFirst(":[^/]*$", "");
    }
}
