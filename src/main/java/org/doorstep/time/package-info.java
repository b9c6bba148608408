/** The clock that everything reads, in the company's zone, and the deadlines of what is waited for. */
@NullMarked
package org.doorstep.time;

import org.jspecify.annotations.NullMarked;
