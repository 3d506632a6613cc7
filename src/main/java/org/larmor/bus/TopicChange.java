package org.larmor.bus;

/** A difference between the definition of a topic, or of a share group, and a cluster. */
public sealed interface TopicChange {
    /** The topic's name, or the group's. */
    String topic();

    /** The topic is not there; {@code replicas} is what this cluster can hold. */
    record Create(String topic, int partitions, int replicas) implements TopicChange {
        @Override
        public String toString() {
            return "create with " + partitions + " partitions, " + replicas + (replicas == 1 ? " copy" : " copies");
        }
    }

    /** The topic has fewer partitions than defined. */
    record Grow(String topic, int from, int to) implements TopicChange {
        @Override
        public String toString() {
            return "partitions " + from + " -> " + to;
        }
    }

    /** A setting differs. */
    record Set(String topic, String setting, String from, String to) implements TopicChange {
        @Override
        public String toString() {
            return setting + " " + from + " -> " + to;
        }
    }

    /** A setting of a share group differs. */
    record SetGroup(String topic, String setting, String from, String to) implements TopicChange {
        @Override
        public String toString() {
            return setting + " " + (from.isEmpty() ? "(not set)" : from) + " -> " + to;
        }
    }

    /** Something that will not be done, and why; whatever it concerns does not fit the definition. */
    record Refused(String topic, String why) implements TopicChange {
        @Override
        public String toString() {
            return "refused: " + why;
        }
    }

    /** Something to know that needs no change. */
    record Note(String topic, String text) implements TopicChange {
        @Override
        public String toString() {
            return "note: " + text;
        }
    }

    /** Whether applying it changes the cluster. */
    default boolean isAction() {
        return switch (this) {
            case Create _, Grow _, Set _, SetGroup _ -> true;
            case Refused _, Note _ -> false;
        };
    }
}
