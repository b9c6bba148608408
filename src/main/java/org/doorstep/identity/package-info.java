/** Who is asking: token to caller; the standing of staff. */
@NullMarked
package org.doorstep.identity;

import org.jspecify.annotations.NullMarked;
