/** Downloads of data sets: resumable, from several mirrors, with checksums. */
package org.ncollapse.data.fetch;
