/** Open screens are told when to clear, on whichever node they are. */
@NullMarked
package org.doorstep.stream;

import org.jspecify.annotations.NullMarked;
