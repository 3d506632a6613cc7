/** What a site may learn from, and how much: one file, which it publishes to the log. */
@org.jspecify.annotations.NullMarked
package org.larmor.adapt.policy;
