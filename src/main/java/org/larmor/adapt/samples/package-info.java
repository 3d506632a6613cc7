/** What is learned from: samples of live scans, encrypted with a key for each scan, and which of them count. */
@org.jspecify.annotations.NullMarked
package org.larmor.adapt.samples;
