/** The built-in data set: digits in simulated handwriting, generated from a seed. */
package org.ncollapse.data.digits;
