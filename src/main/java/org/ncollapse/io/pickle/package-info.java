/** A reader of Python's pickles that executes nothing. */
package org.ncollapse.io.pickle;
