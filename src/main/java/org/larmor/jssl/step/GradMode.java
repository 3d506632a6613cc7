package org.larmor.jssl.step;

import ai.djl.pytorch.jni.JniUtils;

/** Whether this thread's operations are recorded for gradients; the former mode comes back at close. */
public final class GradMode implements AutoCloseable {
    private final boolean before = JniUtils.isGradMode();

    public GradMode(boolean recording) {
        JniUtils.setGradMode(recording);
    }

    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }
}
