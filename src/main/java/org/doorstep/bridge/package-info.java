/** A call without either side learning a number. */
@NullMarked
package org.doorstep.bridge;

import org.jspecify.annotations.NullMarked;
