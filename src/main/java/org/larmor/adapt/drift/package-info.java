/** Whether what scanners send has changed for the models that serve it. */
@org.jspecify.annotations.NullMarked
package org.larmor.adapt.drift;
