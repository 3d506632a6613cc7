/**
 * The Kafka side that every role shares: the topic catalogue, the records and their serdes, pieces of large things, the
 * follower of a log, the connection that every client is made through, administration, the embedded broker.
 */
package org.larmor.bus;
