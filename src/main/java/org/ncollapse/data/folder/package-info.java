/** Data sets in folders of PNG and JPEG files, and the cache of their decoded images. */
package org.ncollapse.data.folder;
