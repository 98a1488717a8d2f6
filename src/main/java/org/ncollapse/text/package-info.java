/** Numbers as text, for every package that prints or writes them. */
package org.ncollapse.text;
