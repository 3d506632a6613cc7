/** Training runs on what was gathered: one at a time for each domain, in a process of its own. */
@org.jspecify.annotations.NullMarked
package org.larmor.adapt.runs;
