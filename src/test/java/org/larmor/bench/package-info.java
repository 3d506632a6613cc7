/** Programs that measure; no tests. */
package org.larmor.bench;
