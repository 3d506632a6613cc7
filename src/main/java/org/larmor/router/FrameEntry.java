package org.larmor.router;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * A value of the store of frames: one of a frame's chunks, or what became of the frame. Both are in one store, so that
 * after a crash whatever is there of them was there at one moment.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StoredChunk.class, name = "Chunk"),
    @JsonSubTypes.Type(value = FrameCourse.class, name = "Course")
})
sealed interface FrameEntry permits StoredChunk, FrameCourse {}
