/** Scans as sequences and converters send them, the right ones and those that go wrong, as data to be streamed. */
package org.larmor.sim.stream;
