/** The clock that everything reads: one instant source, in the company's time zone. */
@NullMarked
package org.doorstep.time;

import org.jspecify.annotations.NullMarked;
