/** Data sets: the catalog, the readers of their files, standardized batches and their order. */
package org.ncollapse.data;
