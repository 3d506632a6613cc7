/** HTTP: health, metrics, the API and the live page. */
package org.larmor.web;
