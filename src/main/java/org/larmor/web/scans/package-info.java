/** What people see of scans, frames and images: an index that is bounded, and the images themselves out of the log. */
@org.jspecify.annotations.NullMarked
package org.larmor.web.scans;
