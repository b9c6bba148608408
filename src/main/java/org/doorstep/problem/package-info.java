/** RFC 9457 problems; exception to status, in one file. */
@NullMarked
package org.doorstep.problem;

import org.jspecify.annotations.NullMarked;
