/** Measures the walk beside the bare transaction, on the real parts, through the public API. */
@NullMarked
package org.doorstep.load;

import org.jspecify.annotations.NullMarked;
