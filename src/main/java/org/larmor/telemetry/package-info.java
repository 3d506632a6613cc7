/** Metrics, their names and percentiles, and the fail points of crash tests. */
package org.larmor.telemetry;
