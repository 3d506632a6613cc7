/**
 * What travels through the log: events, jobs and results as records under sealed interfaces, and the fixed binary
 * header of payload records. Every record starts with its schema version.
 */
package org.larmor.bus.record;
