/** What the whole program promises while its processes die: each test runs it as real processes and kills them. */
package org.larmor.crash;
