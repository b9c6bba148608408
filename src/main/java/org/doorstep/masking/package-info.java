/** Full value and form in, what may be shown out; pure. */
@NullMarked
package org.doorstep.masking;

import org.jspecify.annotations.NullMarked;
