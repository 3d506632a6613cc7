/** A site in this process that learns as a real one does, and the experiment that is made with it. */
@org.jspecify.annotations.NullMarked
package org.larmor.cli.live;
