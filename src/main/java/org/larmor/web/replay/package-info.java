/** Stored scans, reconstructed again for somebody who asks by HTTP. */
@org.jspecify.annotations.NullMarked
package org.larmor.web.replay;
