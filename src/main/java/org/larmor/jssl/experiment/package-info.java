/** Whole comparisons of methods, planned in a file before they are run, cell by cell. */
package org.larmor.jssl.experiment;
