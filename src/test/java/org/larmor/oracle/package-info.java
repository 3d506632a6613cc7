/** Every case of a folder of reference numbers (see its README.md), of any seed and any shape, against this project. */
package org.larmor.oracle;
