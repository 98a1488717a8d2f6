/** Numbers as text, and suggestions for misspelled words, for every package that prints or writes them. */
package org.ncollapse.text;
