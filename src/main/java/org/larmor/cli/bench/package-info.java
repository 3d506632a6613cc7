/** The sections of {@code larmor bench}: each measures one thing, in a process of its own. */
package org.larmor.cli.bench;
