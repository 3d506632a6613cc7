/** The Kafka side that every role shares: the topic catalogue, the records and their serdes, pieces of large things, administration, the embedded broker. */
package org.larmor.bus;
